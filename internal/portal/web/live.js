'use strict'
// Day counts, and the warning that a copy is old. Every page works without it.
;(() => {
  const root = document.body.dataset.root || ''
  const day = 86400000
  const lang = document.documentElement.lang

  // The clock of a rehearsal is its own: nothing is counted by the reader's.
  const rehearsal = 'rehearsal' in document.body.dataset

  // What is due: in how many whole days, or since how many, begun ones too, as vow serve
  // portal counts them. The last day is counted in hours: whether its end falls on today or
  // tomorrow depends on where the reader is.
  const counts = rehearsal ? [] : document.querySelectorAll('.count[data-due]')
  const relative = counts.length > 0 && new Intl.RelativeTimeFormat(lang) // it takes a while to load
  for (const el of counts) {
    const left = Date.parse(el.dataset.due) - Date.now()
    if (left >= 0 && left < day) el.textContent = relative.format(Math.ceil(left / 3600000), 'hour')
    else if (!Number.isNaN(left)) el.textContent = relative.format(Math.floor(left / day), 'day')
  }

  // A copy that is old, or whose checkpoint is of another record, is said so in red.
  const alarm = say => {
    const p = document.createElement('p')
    p.className = 'alarm'
    p.setAttribute('role', 'alert')
    p.textContent = say
    document.body.prepend(p)
  }
  if (location.protocol !== 'file:') {
    Promise.all([fetch(root + 'status.json', { cache: 'no-cache' }), fetch(root + 'checkpoint', { cache: 'no-cache' })])
      .then(async ([s, c]) => {
        if (!s.ok || !c.ok) throw new Error('missing')
        const status = await s.json()
        const [origin, size, hash] = (await c.text()).split('\n')
        const hex = [...atob(hash)].map(b => b.charCodeAt(0).toString(16).padStart(2, '0')).join('')
        const old = Math.floor((Date.now() - Date.parse(status.at)) / day)
        if (origin !== status.origin || Number(size) !== status.size || hex !== status.root) {
          alarm(document.body.dataset.torn)
        } else if (old > 7 && !rehearsal && s.headers.get('Vow-Live') !== 'clock') { // vow serve portal says it by its own limit
          alarm(document.body.dataset.old.replace('{n}', old))
        }
      })
      .catch(() => alarm(document.body.dataset.unread))
      .finally(() => { document.body.dataset.looked = '' })
  }
})()
