// What pages do besides links and forms: close menus, and draw charts when there are any.
const root = document.documentElement;
root.classList.add("js");

document.addEventListener("click", (event) => {
  for (const menu of document.querySelectorAll("details.menu[open]")) {
    if (!menu.contains(event.target)) menu.open = false;
  }
});
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  for (const menu of document.querySelectorAll("details.menu[open]")) {
    menu.open = false;
    menu.querySelector("summary").focus();
  }
});

async function drawAll() {
  if (!document.querySelector("figure[data-chart]")) return;
  await import(root.dataset.vega);
  const charts = await import(root.dataset.charts);
  charts.draw();
}
document.addEventListener("htmx:afterSettle", drawAll);
drawAll();
