/* Built from rapport/pages/bundle, b3ec3b06f2d5651f; licences: LICENSES.txt beside this. */
(()=>{var t=document.querySelector("script[data-run]");t&&!window.rapportFirst&&(window.rapportFirst=fetch(t.dataset.run,{method:"POST",cache:"no-store"}).catch(r=>r));})();
