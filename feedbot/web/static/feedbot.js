"use strict";
// Tells the server the browser's zone, so that the next page has moments as they are on the reader's clock.
(() => {
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  if (zone && /^[A-Za-z0-9_+\/-]+$/.test(zone)) {
    document.cookie = `feedbot-zone=${zone}; Path=/; Max-Age=31536000; SameSite=Lax`;
  }
})();
