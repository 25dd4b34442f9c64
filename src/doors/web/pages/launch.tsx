import { HiddenFields } from '../components/act.tsx'
import { Machine } from '../components/machine.tsx'
import { Amount } from '../components/money.tsx'
import { Page } from '../page.tsx'
import type { LaunchPageView, LaunchView, TemplateCard } from '../views/portfolio.ts'

/** The templates, a name, one button, and the command that does the same. */
export function LaunchPage({ shell, first, launch }: LaunchPageView) {
  return (
    <Page shell={shell}>
      <h1 class="title">{first ? 'Launch your first company' : 'Launch another company'}</h1>
      <Launch launch={launch} csrf={shell.csrf} />
    </Page>
  )
}

function Launch({ launch, csrf }: { launch: LaunchView; csrf: string }) {
  return (
    <>
      <p class="lede">
        Choose what it does. Its roles act alone only within the limits of its company file, and you can change that
        file at any time.
      </p>
      <form class="launch" method="post" action={launch.action} hx-boost="true" hx-disabled-elt="find button">
        <HiddenFields csrf={csrf} fields={{}} />
        <fieldset>
          <legend class="unseen">Template</legend>
          {launch.templates.map((card, index) => (
            <Card card={card} first={index === 0} />
          ))}
        </fieldset>
        <div class="launch-end">
          <label for="launch-name">Name of the company</label>
          <input id="launch-name" name="name" required maxlength={60} autocomplete="off" placeholder="Quiet Inbox" />
          <button class="primary" type="submit">
            Launch the company
          </button>
        </div>
      </form>
      <p class="quiet">
        The same from a terminal: <Machine value={launch.command} what="the command" />
      </p>
    </>
  )
}

function Card({ card, first }: { card: TemplateCard; first: boolean }) {
  const id = `template-${card.template}`
  return (
    <div class="card" id={`${id}-card`}>
      <input type="radio" name="template" id={id} value={card.template} checked={first} required />
      <label for={id}>
        <span class="card-name">{card.name}</span>
        <span class="card-line">{card.line}</span>
        <span class="card-roles">{card.roles.join(' · ')}</span>
        <span class="card-cost">
          <Amount of={card.monthlyCost} /> a month to run
        </span>
      </label>
    </div>
  )
}
