<#
.SYNOPSIS
Takes the Pawl gateway of a workspace off this machine. The workspace stays as it is.

.PARAMETER Name
The name of the task, as install-service.ps1 had it.

.EXAMPLE
.\remove-service.ps1
#>
#Requires -RunAsAdministrator
[CmdletBinding()]
param(
    [string] $Name = 'Pawl'
)

Set-StrictMode -Version Latest
$ErrorActionPreference = 'Stop'

# Before it is stopped, so that it is not begun again meanwhile.
Disable-ScheduledTask -TaskName $Name | Out-Null
Stop-ScheduledTask -TaskName $Name
Unregister-ScheduledTask -TaskName $Name -Confirm:$false
Write-Output "The task $Name is gone. The workspace is as it was."
