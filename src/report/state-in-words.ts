import type { Account } from '../core/account.ts'
import type { Language } from '../core/narration.ts'
import type { Said } from '../core/say.ts'
import type { State } from '../core/state.ts'
import type { Verdict } from '../core/verdict.ts'
import type { Verification } from '../core/verification.ts'
import { inLanguage } from '../words/in-language.ts'
import { fromText } from '../words/from-text.ts'

/** The state with every text that stands on the log in the language of the report: sections then read plain texts. */
export function stateInWords(language: Language, state: State): State {
  if (language === 'en') return { ...state, language }
  return {
    ...state,
    language,
    findings: state.findings.map((each) => put(language, each)),
    evidence: state.evidence.map((each) => ({
      ...each,
      missing: each.missing.map((missing) => ({
        ...missing,
        what: inLanguage(language, fromText(missing.what)),
        ...(missing.hint === undefined
          ? {}
          : { hint: inLanguage(language, fromText(missing.hint)) }),
      })),
    })),
    account: state.account === null ? null : accountInWords(language, state.account),
    verdict: state.verdict === null ? null : verdictInWords(language, state.verdict),
    verification:
      state.verification === null ? null : verificationInWords(language, state.verification),
  }
}

export function verificationInWords(language: Language, held: Verification): Verification {
  return { ...put(language, held), checks: held.checks.map((each) => put(language, each)) }
}

function verdictInWords(language: Language, verdict: Verdict): Verdict {
  return {
    ...put(language, verdict),
    contributing: verdict.contributing.map((each) =>
      each.fix === undefined ? each : { ...each, fix: put(language, each.fix) },
    ),
    ...(verdict.fix === undefined ? {} : { fix: put(language, verdict.fix) }),
    ...(verdict.nextMeasurement === undefined
      ? {}
      : { nextMeasurement: put(language, verdict.nextMeasurement) }),
  }
}

function accountInWords(language: Language, account: Account): Account {
  return {
    ...account,
    items: account.items.map((item) => ({
      ...item,
      name: inLanguage(language, { text: item.name, message: item.message }),
    })),
  }
}

function put<Something extends Said>(language: Language, said: Something): Something {
  return { ...said, text: inLanguage(language, said) }
}
