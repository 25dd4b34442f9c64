const keys = [
  ['J', 'next row'],
  ['K', 'row before'],
  ['Enter', 'open it'],
  ['A', 'approve what is open'],
  ['D', 'decline it, with a reason'],
  ['H', 'later'],
  ['?', 'this list'],
] as const

/** What the keyboard does, as a dialog. */
export function Keys() {
  return (
    <dialog id="keys" aria-labelledby="keys-title">
      <h2 id="keys-title">Keys</h2>
      <dl class="keys">
        {keys.map(([key, does]) => (
          <div>
            <dt>
              <kbd>{key}</kbd>
            </dt>
            <dd>{does}</dd>
          </div>
        ))}
      </dl>
      <form method="dialog">
        <button class="plain" type="submit">
          Close
        </button>
      </form>
    </dialog>
  )
}
