// Runs before anything is drawn: tells the stylesheet that there is a script. Not a module, so that it does not wait.
document.body.className +=
  " js-enabled" + ("noModule" in HTMLScriptElement.prototype ? " govuk-frontend-supported" : "");
