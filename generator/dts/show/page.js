"use strict";
(() => {
  const wanted = document.getElementById("wanted");
  const count = document.getElementById("count");
  const articles = Array.from(document.querySelectorAll("article"));
  let texts = null;
  const find = () => {
    const words = wanted.value.trim().toLowerCase().split(/\s+/).filter(Boolean);
    texts = texts || articles.map((article) =>
      Array.from(article.querySelectorAll("h3, .name, dd:not(.used)"), (part) => part.textContent).join(" ").toLowerCase());
    let found = 0;
    articles.forEach((article, at) => {
      article.hidden = !words.every((word) => texts[at].includes(word));
      found += article.hidden ? 0 : 1;
    });
    document.body.classList.toggle("searching", words.length > 0);
    document.getElementById("concepts").scrollTop = 0;
    count.textContent = words.length ? `${found} / ${articles.length}` : "";
  };
  wanted.addEventListener("input", find);
  wanted.form.addEventListener("submit", (event) => { event.preventDefault(); find(); });
  const show = () => {
    const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
    if (!target) return;
    if (target.tagName === "DETAILS") target.open = true;
    if (target.hidden) { wanted.value = ""; find(); }
    target.scrollIntoView({ block: "start" });
  };
  window.addEventListener("hashchange", show);
  show();
})();
