// Draws the charts of a page from the specifications embedded in it. Nothing is fetched.
const dark = matchMedia("(prefers-color-scheme: dark)");
const themes = {
  light: { "#1f5f8b": "#1f5f8b" },
  dark: { "#1f5f8b": "#83bde6", "#6b7785": "#a3afbb", "#b3372f": "#ff9d94", "#8a5a00": "#f0c36a", "#9dbdd4": "#3c6a8c", "#1d7044": "#7fd0a0", "#7a3e9d": "#d3a6f0" },
};
const nothing = { load: () => Promise.reject(new Error("no")), sanitize: () => Promise.reject(new Error("no")) };
const chinese = {
  dateTime: "%Y-%m-%d %H:%M:%S", date: "%Y-%m-%d", time: "%H:%M:%S", periods: ["上午", "下午"],
  days: ["星期日", "星期一", "星期二", "星期三", "星期四", "星期五", "星期六"],
  shortDays: ["周日", "周一", "周二", "周三", "周四", "周五", "周六"],
  months: ["一月", "二月", "三月", "四月", "五月", "六月", "七月", "八月", "九月", "十月", "十一月", "十二月"],
  shortMonths: ["1月", "2月", "3月", "4月", "5月", "6月", "7月", "8月", "9月", "10月", "11月", "12月"],
};

// What the window shows is drawn first, the rest when the page has nothing else to do.
const isInView = (place) => place.getBoundingClientRect().top < innerHeight;
const idle = () => new Promise((done) => (window.requestIdleCallback ?? setTimeout)(done));

export async function draw() {
  const places = [...document.querySelectorAll("figure[data-chart]:not([data-drawn])")];
  for (const place of places) place.dataset.drawn = "";
  const later = places.filter((place) => !isInView(place));
  for (const place of [...places.filter(isInView), ...later]) {
    if (later.includes(place)) await idle();
    if (!place.isConnected) continue; // the page has moved on meanwhile
    const embedded = document.getElementById(place.dataset.chart);
    let text = embedded.textContent;
    if (dark.matches) {
      for (const [light, other] of Object.entries(themes.dark)) text = text.replaceAll(light, other);
    }
    const style = getComputedStyle(document.documentElement);
    const ink = style.getPropertyValue("--soft").trim();
    const line = style.getPropertyValue("--line").trim();
    const options = {
      ast: true, actions: false, defaultStyle: false, renderer: "svg", loader: nothing,
      tooltip: { disableDefaultStyle: true },
      config: {
        axis: { labelColor: ink, titleColor: ink, gridColor: line, tickColor: line },
        legend: { labelColor: ink, titleColor: ink },
      },
    };
    if (document.documentElement.lang.startsWith("zh")) options.timeFormatLocale = chinese;
    await window.vegaEmbed(place.firstElementChild, JSON.parse(text), options);
  }
}
