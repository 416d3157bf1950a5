// Types that the page shares: of its elements, of its screens, and short names for the contract's shapes.
import type { Read } from './lib/signals.js';

/** A value, or a function of signals that gives it. */
export type Live<T> = T | (() => T);
export type Child = Node | string | number | null | undefined | false | readonly Child[] | (() => Child);

type Plain<E> = {
  [K in keyof E as E[K] extends Function ? never : K extends `on${string}` | 'style' | 'children' ? never : K]?: Live<E[K] | null>;
};
type Handlers<E> = { [K in keyof GlobalEventHandlers]?: ((this: E, event: any) => void) | null };
type Attributes = {
  class?: Live<string>;
  role?: string;
  list?: string;
  form?: string;
  vars?: Record<`--${string}`, Live<string | number>>;
} & { [K in `aria-${string}` | `data-${string}`]?: Live<string | number | boolean | null | undefined> };

export type Props<K extends keyof HTMLElementTagNameMap> = Attributes &
  Handlers<HTMLElementTagNameMap[K]> &
  Omit<Plain<HTMLElementTagNameMap[K]>, keyof Attributes>;
export type SvgProps = Record<string, Live<string | number | null | undefined>>;

export type Place = { path: string; params: Record<string, string>; query: URLSearchParams; hash: string };
export type View = { title: string; nodes: Child };
/** A screen fetches in `load` and draws in `view`, at once, so that all its effects end when it is left. */
export type Screen = { load: (place: Place) => Promise<any>; view: (data: any, place: Place) => View };
export type { Read };

// Until the contract's types are generated.
export type Decision = { allowed: boolean; code?: string | null; reason?: string | null; allowed_from?: string | null };
export type Person = { id: string; name: string; home_team: string | null };
export type Me = any;
export type Session = any;
export type Week = any;
export type WeekRow = any;
export type Pitch = any;
export type BoardRow = any;
export type SignUp = any;
export type Comment = any;
export type Outcome = any;
export type Demo = any;
export type Query = Record<string, string | number | boolean | null | undefined>;
export type Slots<P extends string> = Record<string, string>;
export type Answer<P extends string, M extends string> = any;
export type BodyOf<P extends string, M extends string> = any;
export type Page<T> = { items: T[]; next: string | null };
export type MySignUp = SignUp & { title: string };
export type Token = any;
export type RunningOrder = any;
export type Participation = any;
export type Schedule = any;
