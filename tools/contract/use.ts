// A week by a TypeScript client whose types were made from the contract; tsc reads it strictly, and it runs against a served process.
import assert from 'node:assert/strict';
import { env } from 'node:process';
import createClient from 'openapi-fetch';
import type { paths } from './contract.js';

const { OFFTRAIL_URL: baseUrl = '', OFFTRAIL_TOKEN: token } = env;
const offtrail = createClient<paths>({ baseUrl, headers: { Authorization: `Bearer ${token}` } });

const weeks = await offtrail.GET('/api/v1/weeks');
const slug = weeks.data?.items.find(({ phase }) => phase === 'forming')?.slug ?? '';
const week = { params: { path: { slug } } };

const pitch = await offtrail.POST('/api/v1/weeks/{slug}/pitches', {
  ...week,
  body: { title: 'Typed in TypeScript', crew_limit: 2 },
});
assert(pitch.data);
const on = { params: { path: { pitch_id: pitch.data.id } }, body: {} };
const accepted = await offtrail.POST('/api/v1/weeks/{slug}/accept-guardrails', week);
assert.equal(accepted.response.status, 200);
const place = await offtrail.POST('/api/v1/pitches/{pitch_id}/signups', on);
assert(place.data);
const again = await offtrail.POST('/api/v1/pitches/{pitch_id}/signups', on);
assert.equal(again.error?.code, 'already_signed_up');

const page = await offtrail.GET('/api/v1/outcomes', { params: { query: { after: 0, limit: 200 } } });
assert(page.data);
const living = page.data.items.flatMap((item) => ('gone' in item ? [] : [item.pitch.title]));
console.log(
  `TypeScript: ${weeks.data?.items.length} weeks, ${place.data.status} on '${pitch.data.title}', ${living.length} outcomes up to ${page.data.last}`,
);
