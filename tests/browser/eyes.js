// What a page looks like, measured: evaluated in the page by sheet.py, which calls one of these with one argument.
({
  // Visible texts whose contrast with what lies behind them is below `least` (WCAG 2.2, relative luminance).
  faint(least) {
    const rgba = colour => {
      const [r, g, b, a = 1] = colour.match(/[\d.]+/g).map(Number);
      return [r, g, b, a];
    };
    const over = ([r, g, b, a], under) => [r, g, b].map((part, i) => part * a + under[i] * (1 - a));
    const line = element => element ? [...line(element.parentElement), element] : [];
    const white = [255, 255, 255];
    const ground = element =>
      line(element).reduce((under, each) => over(rgba(getComputedStyle(each).backgroundColor), under), white);
    const opacity = element => line(element).reduce((all, each) => all * getComputedStyle(each).opacity, 1);
    const light = part => part / 255 <= 0.04045 ? part / 255 / 12.92 : ((part / 255 + 0.055) / 1.055) ** 2.4;
    const luminance = ([r, g, b]) => 0.2126 * light(r) + 0.7152 * light(g) + 0.0722 * light(b);
    const contrast = element => {
      const under = ground(element);
      const [r, g, b, a] = rgba(getComputedStyle(element).color);
      const ink = over([r, g, b, a * opacity(element)], under);
      const [low, high] = [luminance(ink), luminance(under)].sort((x, y) => x - y);
      return (high + 0.05) / (low + 0.05);
    };
    const found = [];
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) {
      const element = walker.currentNode.parentElement;
      const text = walker.currentNode.data.trim();
      if (!text || !element.checkVisibility({visibilityProperty: true})) continue;
      if (contrast(element) < least) {
        found.push(`${element.localName} ${contrast(element).toFixed(2)}: ${text.slice(0, 40)}`);
      }
    }
    return found;
  },

  // What sticks out of the page sideways; what scrolls by itself may, and what waits wholly out of sight for the focus.
  wide() {
    const width = document.documentElement.clientWidth;
    const whole = Math.max(document.scrollingElement.scrollWidth, innerWidth);
    const scrolls = element =>
      element && (/auto|scroll/.test(getComputedStyle(element).overflowX) || scrolls(element.parentElement));
    const out = [...document.body.querySelectorAll("*")].filter(element => {
      const box = element.getBoundingClientRect();
      return box.width > 1 && (box.right > width + 1 || (box.left < -1 && box.right > 0)) && !scrolls(element);
    });
    return [...(whole > width ? [`page ${whole}`] : []), ...out.map(each => `${each.localName}.${each.className}`)];
  },

  // What a thumb misses among the elements of a selector.
  small([selector, least]) {
    return [...document.querySelectorAll(selector)]
      .filter(element => element.checkVisibility())
      .map(element => [element, element.getBoundingClientRect()])
      .filter(([, box]) => box.width < least || box.height < least)
      .map(([element, box]) => `${element.localName} ${box.width}×${box.height}: ${element.innerText}`);
  },

  // The pixels of each character, drawn in the body's font.
  glyphs(characters) {
    const brush = new OffscreenCanvas(64, 64).getContext("2d", {willReadFrequently: true});
    brush.font = `40px ${getComputedStyle(document.body).fontFamily}`;
    return characters.map(character => {
      brush.clearRect(0, 0, 64, 64);
      brush.fillText(character, 8, 48);
      return brush.getImageData(0, 0, 64, 64).data.join();
    });
  },

  // The levels of the headings in their order.
  headings() {
    return [...document.querySelectorAll("h1, h2, h3, h4, h5, h6")].map(each => Number(each.localName[1]));
  },

  // Names of the attributes that stand in the page.
  attributes() {
    return [...new Set([...document.querySelectorAll("*")].flatMap(each => each.getAttributeNames()))];
  },
})
