/* Buttons that ask the browser for a passkey: shown where it has any, and what goes wrong is said beside them. */
(() => {
  "use strict";

  const buttons = [...document.querySelectorAll("[data-passkey]")];
  if (window.PublicKeyCredential && window.isSecureContext) {
    for (const button of buttons) button.hidden = false;
  }

  document.addEventListener("allauth.error", (event) => {
    event.preventDefault();
    const told = document.querySelector("[data-passkey-failed]");
    if (told) told.hidden = false;
  });
})();
