/** A machine's value: looks machine-made and can be copied. `shown` may be shorter than what is copied. */
export function Machine({ value, shown = value, what }: { value: string; shown?: string; what: string }) {
  return (
    <span class="machine">
      <code title={shown === value ? undefined : value}>{shown}</code>
      <button type="button" class="copy" data-copy={value} aria-label={`Copy ${what}`}>
        <svg viewBox="0 0 16 16" width="14" height="14" aria-hidden="true">
          <rect x="5.5" y="5.5" width="8" height="8" rx="1.5" />
          <path d="M10.5 3.5v-1h-8v8h1" />
        </svg>
      </button>
    </span>
  )
}

/** The first and last characters of a digest. */
export function shortDigest(digest: string): string {
  return digest.length > 20 ? `${digest.slice(0, 10)}…${digest.slice(-6)}` : digest
}
