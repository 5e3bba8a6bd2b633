'use strict'
// Quotations of a text: proofs as files, deep links. The links beside paragraphs work without it.
;(() => {
  // A quotation: the words that were selected, or the whole paragraph.
  const paper = document.querySelector('article[data-quotes]')
  if (!paper) return
  let box, from
  const close = () => {
    if (!box) return
    box.remove()
    box = null
    from.focus() // a reader by keyboard goes on where they were
  }
  const textOf = block => {
    const copy = block.cloneNode(true)
    copy.querySelectorAll('.n,.q,.label').forEach(e => e.remove())
    return copy.textContent.trim().replace(/[ \t\n]+/g, ' ')
  }
  const button = (say, act) => {
    const b = document.createElement('button')
    b.type = 'button'
    b.textContent = say
    b.addEventListener('click', act)
    return b
  }
  const runes = (s, n) => Array.from(s).slice(...(n < 0 ? [n] : [0, n])).join('')
  // cut makes a proof of a paragraph into one of some of its words. Words that the proof
  // does not hold, or more than once, leave it as it is.
  const cut = (proof, words) => {
    const line = proof.match(/^\{"exact":.*"type":"TextQuoteSelector"\}$/m)
    if (!line) return proof
    const text = JSON.parse(line[0]).exact
    const spaced = s => s.replace(/[\n\u00a0]/g, ' ') // in a proof, a sentence is a line
    const shown = spaced(text)
    const at = shown.indexOf(spaced(words))
    if (at < 0 || shown.indexOf(spaced(words), at + 1) >= 0) return proof
    const selector = { exact: text.slice(at, at + words.length), prefix: runes(text.slice(0, at), -32), suffix: runes(text.slice(at + words.length), 32), type: 'TextQuoteSelector' }
    return proof.replace(line[0], () => JSON.stringify(selector))
  }
  // deepLink leads to the words. Browsers look for whole words, so that many are named by
  // their first and last; words that stand in the text twice, or are one word of great
  // length, as in Chinese, by their paragraph alone.
  const deepLink = (id, words) => {
    const plain = list => encodeURIComponent(list.join(' ')).replace(/-/g, '%2D')
    const all = words.split(/\s+/)
    const few = all.length > 24 ? [all.slice(0, 8), all.slice(-8)] : [all]
    const whole = paper.textContent.replace(/\s+/g, ' ')
    const once = few.every(list => whole.split(list.join(' ')).length === 2)
    const named = once ? ':~:text=' + few.map(plain).join() : ''
    return location.href.split('#')[0] + '#' + id + (named.length < 2000 ? named : '')
  }
  const open = (block, words) => {
    close()
    const link = from = block.querySelector('.q')
    const text = textOf(block)
    const id = block.id
    box = document.createElement('div')
    box.className = 'quotebox'
    box.setAttribute('role', 'dialog')
    box.setAttribute('aria-label', link.textContent)
    const q = document.createElement('q')
    q.textContent = words
    const deep = deepLink(id, words)
    box.append(q)
    // Browsers give pages without TLS no clipboard.
    if (navigator.clipboard) box.append(button(paper.dataset.copy, () => navigator.clipboard.writeText(`“${words}”\n${deep}`)))
    const save = document.createElement('a')
    save.href = link.href
    save.download = `${document.body.dataset.report}-${id}.quote`
    save.textContent = '↓ ' + link.textContent
    save.addEventListener('click', e => {
      if (words === text) return
      e.preventDefault()
      fetch(link.href).then(r => r.text()).then(proof => {
        const url = URL.createObjectURL(new Blob([cut(proof, words)], { type: 'text/plain' }))
        const a = document.createElement('a')
        a.href = url
        a.download = save.download
        a.click()
        URL.revokeObjectURL(url)
      }).catch(() => { location.href = link.href })
    })
    box.append(save, button('✕', close))
    document.body.append(box)
    save.focus()
  }
  paper.addEventListener('click', e => {
    const link = e.target.closest('.q')
    if (!link) return
    e.preventDefault()
    const block = link.closest('[id]')
    const chosen = String(getSelection()).trim().replace(/[ \t\n]+/g, ' ')
    const text = textOf(block)
    open(block, chosen && text.includes(chosen) ? chosen : text)
  })
  document.addEventListener('keydown', e => { if (e.key === 'Escape') close() })
})()
