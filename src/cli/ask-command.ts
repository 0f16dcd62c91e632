import type { Command } from 'commander'
import { dataFolder } from '../config/paths.ts'
import { readRunbook } from '../config/read-runbook.ts'
import { MemdiagError } from '../core/errors.ts'
import { say } from '../core/say.ts'
import type { Again } from '../core/narration.ts'
import type { ConsultRequest } from '../core/investigations-port.ts'
import type { State } from '../core/state.ts'
import { answerQuestion } from '../questions/answer-question.ts'
import { QUESTIONS } from '../questions/what-can-be-asked.ts'
import { type Intent, parseQuestion } from '../questions/parse-question.ts'
import { languageAsked } from '../core/narration.ts'
import { answerPost } from '../thread/answer-post.ts'
import { inReadersLanguage, putFor } from './readers-language.ts'
import type { CliDeps, Session } from './cli-deps.ts'
import { renderPosts } from './render-posts.ts'

type Options = { readonly of?: string; readonly data?: string }

/** `memdiag ask QUESTION`: what the log of an investigation answers. */
export function registerAsk(program: Command, deps: CliDeps): void {
  program
    .command('ask')
    .argument('<question...>', 'such as: why 48 workers? what did you rule out? show top on web-2')
    .description('ask the log of an investigation')
    .option('--of <id>', 'an id or its beginning; the latest without one')
    .action(async (words: readonly string[], _, command: Command) => {
      const options = command.optsWithGlobals<Options>()
      await using session = await deps.openSession({
        data: dataFolder(options.data, deps.env, deps.places),
        runbook: readRunbook('memory', { runbooks: deps.runbooksFolder, cwd: deps.places.cwd }),
      })
      const state = inReadersLanguage(deps, await session.engine.show(options.of))
      const question = words.join(' ')
      const intent = intentOf(state, question)
      if (intent === null) {
        await consult(deps, session, { id: state.id, question, by: `terminal:${deps.user}` })
        return
      }
      if (intent.kind === 'run') {
        sayHowToMeasure(deps, state, intent)
        return
      }
      const language = languageAsked(question, state.language)
      const { sentences, shows } = answerQuestion(state, intent, language)
      const post = answerPost(state, {
        id: 'terminal',
        question,
        by: `terminal:${deps.user}`,
        sentences: sentences.map(({ text, cites }) => ({ text, cites: [...cites] })),
        shows: [...shows],
        from: 'log',
        dropped: [],
        call: null,
      })
      deps.stdout.write(renderPosts([post], deps.stdout))
    })
}

/** Null for a question that the grammar does not know. */
function intentOf(state: State, question: string): Intent | null {
  return parseQuestion(question, {
    steps: state.steps.map((step) => step.name),
    nodes: state.service.targets.map((target) => target.name),
  })
}

/** Shows what a model answers. Throws `usage` where none is configured. */
async function consult(deps: CliDeps, session: Session, request: ConsultRequest): Promise<void> {
  const consulted = await session.engine.consult(request)
  if (consulted === null) {
    throw new MemdiagError('usage', say`I don't understand the question \`${request.question}\`.`, {
      hint: QUESTIONS,
    })
  }
  const { state, answer, measure } = consulted
  deps.stdout.write(renderPosts([answerPost(inReadersLanguage(deps, state), answer)], deps.stdout))
  if (measure !== null) sayHowToMeasure(deps, state, measure)
}

function sayHowToMeasure(deps: CliDeps, { service }: State, { step, node }: Again): void {
  const on = node === null ? '' : ` --node ${node}`
  const words = say`Measure it again with: memdiag run ${service.name} --only ${`${step}${on}`}`
  deps.stdout.write(`${putFor(deps)(words)}\n`)
}
