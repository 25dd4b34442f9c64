import type { Path, ProblemText, ShellView } from './shared.ts'

/**
 * Signing in by the link that `kontor serve` prints. `confirm` posts the token, so that a mail scanner
 * or a preview which only fetches the link cannot use it up.
 */
export type SignInView =
  | { readonly state: 'ask' }
  | {
      readonly state: 'confirm'
      readonly action: Path
      readonly token: string
      readonly csrf: string
      readonly person: string
    }
  | { readonly state: 'expired' | 'used' | 'unknown' }

/** An error page: inside the shell for who is signed in, on its own for strangers. */
export type ErrorView = ProblemText & {
  readonly status: 403 | 404 | 429 | 500
  readonly shell?: ShellView
  /** What to quote when looking for it in the log. */
  readonly reference?: string
  readonly retryAfterSeconds?: number
}
