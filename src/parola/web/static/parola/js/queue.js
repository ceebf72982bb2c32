/* The queue: what is chosen stays chosen when the list is fetched again. */
(() => {
  "use strict";
})();
