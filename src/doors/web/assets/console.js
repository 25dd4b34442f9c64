/* Follows changes, keyboard for lists, copy buttons, dialogs. Every screen works without this file. */
import { morph } from './morph.js'

const { htmx } = globalThis
const quietMs = 200

htmx.defineExtension('morph', {
  isInlineSwap: (style) => style === 'morph',
  handleSwap(_style, target, fragment) {
    const next = fragment.id === target.id ? fragment : fragment.querySelector(`#${target.id}`)
    if (!next) return false
    morph(target, next)
    return [target]
  },
})

const into = { target: '#app', select: '#app', swap: 'morph' }
const refresh = () => htmx.ajax('GET', location.href, into)

followChanges()
document.addEventListener('keydown', pressed)
document.addEventListener('click', clicked)
addEventListener('popstate', refresh)
document.addEventListener('htmx:afterSwap', keepPlace)

/** When the server says "changed", the page is fetched again and morphed; a hidden tab waits until it is seen. */
function followChanges() {
  const address = document.body.dataset.live
  if (!address) return
  let timer
  let stale = false
  const soon = () => {
    stale = document.hidden
    clearTimeout(timer)
    if (!stale) timer = setTimeout(refresh, quietMs)
  }
  const source = new EventSource(address)
  source.addEventListener('changed', soon)
  source.addEventListener('open', () => {
    if (document.getElementById('live')?.classList.contains('off')) soon()
    mark(false)
  })
  source.addEventListener('error', () => mark(true))
  document.addEventListener('visibilitychange', () => stale && soon())
}

function mark(off) {
  document.getElementById('live')?.classList.toggle('off', off)
}

function pressed(event) {
  if (event.repeat || event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return
  if (event.target.closest('input, textarea, select, dialog')) return
  const key = event.key.toLowerCase()
  const does = { j: () => move(1), k: () => move(-1), '?': () => open('keys') }[key] ?? (() => press(key))
  if (does()) event.preventDefault()
}

/** Goes to the next row or the one before; in a queue its evidence opens beside it. */
function move(by) {
  const rows = [...document.querySelectorAll('[data-row]')]
  if (rows.length === 0) return false
  const focused = rows.indexOf(document.activeElement)
  const at = focused >= 0 ? focused : rows.findIndex((row) => row.hasAttribute('aria-current'))
  const next = rows[Math.min(Math.max(at + by, 0), rows.length - 1)]
  next.focus()
  if (next.closest('[data-follow]') && !next.hasAttribute('aria-current')) {
    history.replaceState(null, '', next.href)
    refresh()
  }
  return true
}

/** Enter or a click on a row of a queue: the evidence opens beside it and takes the focus. */
async function openEvidence(row) {
  history.pushState(null, '', row.href)
  await refresh()
  document.querySelector('[data-evidence]')?.focus()
}

/** When the focused row has left, the one that is open now takes the focus. */
function keepPlace() {
  if (document.activeElement === document.body) document.querySelector('[data-row][aria-current]')?.focus()
}

/** Presses the button that carries this letter; a folded one opens and asks. */
function press(key) {
  if (!/^[adh]$/.test(key)) return false
  const button = document.querySelector(`[data-key="${key}"]:not(:disabled)`)
  if (!button) return false
  button.click()
  button.closest('details')?.querySelector('textarea')?.focus()
  return true
}

function open(id) {
  const dialog = document.getElementById(id)
  if (!dialog || dialog.open) return false
  dialog.showModal()
  return true
}

function clicked(event) {
  const opener = event.target.closest('[data-dialog]')
  if (opener) open(opener.dataset.dialog)
  const row = event.target.closest('[data-follow] [data-row], a[data-key]')
  if (row && !event.ctrlKey && !event.metaKey && !event.shiftKey) {
    event.preventDefault()
    void openEvidence(row)
  }
  const copier = event.target.closest('[data-copy]')
  if (copier) void copy(copier)
}

async function copy(button) {
  await navigator.clipboard.writeText(button.dataset.copy)
  button.classList.add('copied')
  setTimeout(() => button.classList.remove('copied'), 1200)
}
