import type { ViewDocument } from '../document';
import { schemasOf, startOf, type StateOf } from '../quantities';
import { record } from '../schema-parts';
import { NEW_VIEW_QUANTITIES } from './quantities';

export type NewViewState = StateOf<typeof NEW_VIEW_QUANTITIES>;
export type NewViewDocument = ViewDocument<'new-view', NewViewState>;

export const NEW_VIEW_START: Readonly<NewViewState> = startOf(NEW_VIEW_QUANTITIES);
export const newViewSchema = record(schemasOf(NEW_VIEW_QUANTITIES));
