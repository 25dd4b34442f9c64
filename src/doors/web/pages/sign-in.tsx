import { ActForm } from '../components/act.tsx'
import { StrangerPage } from '../components/stranger-page.tsx'
import type { SignInView } from '../views/outer.ts'

const dead = {
  expired: 'That link has expired. Links are good for a few minutes, so that a forgotten one is worth nothing.',
  used: 'That link has been used. Each link signs in once.',
  unknown: 'That link is not one of ours. It may have lost its end when it was copied.',
}

/** Signing in by the link that the server printed. */
export function SignInPage(view: SignInView) {
  return (
    <StrangerPage title="Sign in">
      {view.state === 'confirm' ? <Confirm {...view} /> : <Ask state={view.state} />}
    </StrangerPage>
  )
}

function Ask({ state }: { state: Exclude<SignInView['state'], 'confirm'> }) {
  return (
    <>
      <h1 class="title">Sign in</h1>
      {state === 'ask' ? null : (
        <p class="why" role="status">
          {dead[state]}
        </p>
      )}
      <p>
        Open the link printed by <code>kontor serve</code>
        {state === 'ask'
          ? '. It is in the terminal where Kontor runs, below the address.'
          : '; start it again for a fresh one.'}
      </p>
      <p class="quiet">No password, no account elsewhere: whoever can read that terminal owns this installation.</p>
    </>
  )
}

function Confirm({ action, token, csrf, person }: Extract<SignInView, { state: 'confirm' }>) {
  return (
    <>
      <h1 class="title">Welcome back</h1>
      <p>This link signs in once, in this browser.</p>
      <ActForm act={{ label: `Sign in as ${person}`, action, fields: { token }, look: 'primary' }} csrf={csrf} />
    </>
  )
}
