(() => {
  // So many at first, and more by a button: a browser that has to find its way through ten thousand is slow with every key.
  const step = 200;
  let most = step;
  const form = document.querySelector('form'), count = document.querySelector('#shown'), more = document.querySelector('#more');
  const cards = [...document.querySelectorAll('article')].map((node) => ({
    node, severity: node.dataset.severity, confidence: node.dataset.confidence, rule: node.dataset.rule,
    author: node.dataset.author, state: node.dataset.state, text: null,
  }));
  const fill = (name, values) => {
    const select = form.elements[name];
    for (const value of [...new Set(values)].filter(Boolean).sort()) select.append(new Option(value, value));
    if (select.options.length < 2) select.parentElement.hidden = true;
  };
  fill('rule', cards.map((card) => card.rule));
  fill('author', cards.map((card) => card.author));
  fill('state', cards.map((card) => card.state));
  const apply = () => {
    const wanted = Object.fromEntries(new FormData(form));
    const words = wanted.text.toLowerCase().split(/\s+/).filter(Boolean);
    const path = wanted.path.toLowerCase();
    let shown = 0;
    for (const card of cards) {
      const same = ['severity', 'confidence', 'rule', 'author', 'state'].every((key) => !wanted[key] || card[key] === wanted[key]);
      if (same && (words.length || path)) card.text ??= card.node.textContent.toLowerCase();
      const fits = same && (!path || card.node.dataset.path.toLowerCase().includes(path)) && words.every((word) => card.text.includes(word));
      card.node.hidden = !fits;
      card.node.classList.toggle('later', fits && shown >= most);
      shown += fits;
    }
    more.hidden = shown <= most;
    more.textContent = `Show ${Math.min(step, shown - most)} more of ${shown - most}`;
    count.textContent = shown === cards.length ? '' : `${shown} of ${cards.length} match`;
  };
  more.addEventListener('click', () => {
    const first = cards.find((card) => card.node.classList.contains('later'));
    most += step;
    apply();
    first.node.tabIndex = -1;
    first.node.focus();
  });
  const afresh = () => { most = step; apply(); };
  let waiting;
  form.addEventListener('input', () => { clearTimeout(waiting); waiting = setTimeout(afresh, 120); });
  form.addEventListener('reset', () => setTimeout(afresh));
  form.addEventListener('submit', (event) => event.preventDefault());
  form.hidden = cards.length === 0;
  apply();
})();
