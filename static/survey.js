// Tells the server of a sign of a person: the page in view for a moment, or a real touch. See docs/architecture.md.
(function () {
  var form = document.forms[0], data = form && form.dataset, status = document.querySelector('[role=status]');
  if (!form || !status) return;

  var told = 0, born = performance.now(), meant, timer;
  function tell(kind) {
    clearTimeout(timer);
    told = kind === 'input' ? 2 : 1;
    fetch(data.beacon, {
      method: 'POST',
      keepalive: true,
      headers: { 'X-Afterword-Beacon': '1' },
      body: new URLSearchParams({ kind: kind, score: data.score, issued: data.issued, nonce: data.nonce })
    }).then(function (answer) {
      if (answer.status >= 429) throw answer;
      return answer.status === 200 ? answer.text() : '';
    }).then(function (words) {
      if (words) status.textContent = words;
    }).catch(function () {
      told = 0;
      meant = setTimeout(function () { meant = 0; }, 5000);
    });
  }

  function look() {
    clearTimeout(timer);
    if (document.visibilityState === 'visible' && !document.prerendering && !told) {
      timer = setTimeout(function () { tell('dwell'); }, 1500);
    }
  }

  function touch(event) {
    if (!event.isTrusted || told > 1 || meant) return;
    // the server believes no page that is younger than a second
    meant = setTimeout(function () { meant = 0; tell('input'); }, Math.max(0, born + 1100 - performance.now()));
  }

  if (data.nonce) {
    ['pointermove', 'pointerdown', 'touchstart', 'keydown', 'wheel'].forEach(function (name) {
      addEventListener(name, touch, { passive: true });
    });
    document.addEventListener('visibilitychange', look);
    document.addEventListener('prerenderingchange', look);
    look();
  }
  form.addEventListener('input', function () { status.textContent = data.unsaved; });
})();
