import type { Post } from '../core/post.ts'
import type { State } from '../core/state.ts'
import { answerPost } from './answer-post.ts'
import { exportPost } from './export-post.ts'
import { chartPosts } from './chart-posts.ts'
import { approvalPosts } from './approval-post.ts'
import { rootPost } from './root-post.ts'
import { hasPost, stepPost } from './step-post.ts'
import { summaryPost } from './summary-post.ts'

/**
 * The posts a thread shows for a state, in order. Each key stands for one message: a post that comes out
 * different for a later state is an update of that message, a new key is a new message.
 */
export function renderThread(state: State): Post[] {
  const posts = [rootPost(state)]
  for (const step of state.steps) {
    if (hasPost(step)) posts.push(stepPost(state, step))
  }
  posts.push(...approvalPosts(state), ...chartPosts(state))
  const summary = summaryPost(state)
  if (summary !== null) posts.push(summary)
  const exported = exportPost(state)
  if (exported !== null) posts.push(exported)
  posts.push(...state.answers.map((answer) => answerPost(state, answer)))
  return posts
}
