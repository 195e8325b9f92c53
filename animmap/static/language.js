/* Tells the browser in which language the page is written. */
document.documentElement.lang = document.currentScript.dataset.language;
