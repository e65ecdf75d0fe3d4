/** VS Code opens the Explorer; somebody who ran `npm start` wants to see the phone. */

const vscode = require('vscode');

exports.activate = () => vscode.commands.executeCommand('workbench.view.extension.iosBackup');
