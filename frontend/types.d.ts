// Types that the page shares: of its elements, of its screens, and short names for the contract's shapes.
import type { components, paths } from './contract.d.ts';

/** A value, or a function of signals that gives it. */
export type Live<T> = T | (() => T);
export type Child = Node | string | number | null | undefined | false | readonly Child[] | (() => Child);

type Plain<E> = {
    [K in keyof E as E[K] extends Function ? never : K extends `on${string}` | 'style' | 'children' ? never : K]?: Live<
        E[K] | null
    >;
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

// The contract's shapes by their short names.
type Shapes = components['schemas'];
export type Decision = Shapes['Can'];
export type Person = Shapes['PersonRef'];
export type LocalPerson = Shapes['LocalPerson'];
export type Me = Shapes['PersonOut'];
export type Session = Shapes['SessionOut'];
export type Week = Shapes['WeekOut'];
export type WeekRow = Shapes['WeekRow'];
export type Schedule = Shapes['ScheduleOut'];
export type Participation = Shapes['ParticipationOut'];
export type Pitch = Shapes['PitchOut'];
export type BoardRow = Shapes['BoardRow'];
export type SignUp = Shapes['SignUpOut'];
export type Facets = Shapes['Facets'];
export type Insights = Shapes['Insights'];
export type Standing = Shapes['PersonStanding'];
export type Happening = Shapes['EventOut'];
export type NamedEvent = Shapes['NamedEvent'];
export type Comment = Shapes['CommentOut'];
export type Outcome = Shapes['OutcomeOut'];
export type Demo = Shapes['DemoOut'];
export type RunningOrder = Shapes['RunningOrderOut'];
export type PitchOfPerson = Shapes['PitchOfPerson'];
export type MySession = Shapes['MySessionOut'];
export type Token = Shapes['TokenOut'];
export type TokenOfPerson = Shapes['TokenOfPerson'];
export type Address = Shapes['AddressOut'];
export type Webhook = Shapes['WebhookOut'];
export type Delivery = Shapes['DeliveryOut'];
export type Page<T> = { items: T[]; next: string | null };

// What each address takes and gives, by the contract alone: a path that isn't in it does not compile.
type Method = 'get' | 'post' | 'put' | 'patch' | 'delete';
type PathsWith<M extends Method> = { [P in keyof paths]: paths[P][M] extends { responses: unknown } ? P : never }[keyof paths];
type Short<P> = P extends `/api/v1${infer Rest}` ? Rest : never;
export type Path<M extends Method> = Short<PathsWith<M>>;
type Operation<P extends string, M extends Method> = `/api/v1${P}` extends keyof paths
    ? NonNullable<paths[`/api/v1${P}`][M]>
    : never;
type Good<R> = R extends { 200: infer A } ? A : R extends { 201: infer A } ? A : R extends { 202: infer A } ? A : unknown;

export type Answer<P extends string, M extends Method> =
    Operation<P, M> extends { responses: infer R }
        ? Good<R> extends { content: { 'application/json': infer A } }
            ? A
            : null
        : never;
export type BodyOf<P extends string, M extends Method> =
    Operation<P, M> extends { requestBody?: { content: { 'application/json': infer B } } | undefined } ? B : undefined;
export type Slots<P extends string> = P extends `${string}{${infer Name}}${infer Rest}`
    ? { [K in Name]: string } & Slots<Rest>
    : {};
export type Query = Record<string, string | number | boolean | null | undefined>;
