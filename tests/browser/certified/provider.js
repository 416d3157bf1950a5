// A certified OpenID provider with its own sign-in pages, for tests: node provider.js PORT OUR_ADDRESS
import Provider from 'oidc-provider';

const [port, ours] = process.argv.slice(2);
const accounts = {
  wren: { email: 'wren@ovenlark.example', email_verified: true, name: 'Wren Halloway', zoneinfo: 'Europe/Lisbon' },
  sly: { email: 'thandiwe@ovenlark.example', email_verified: false, name: 'Not Thandiwe' },
};
const provider = new Provider(`http://127.0.0.1:${port}`, {
  clients: [
    {
      client_id: 'offtrail',
      client_secret: 'known to both',
      redirect_uris: [`${ours}/api/v1/session/provider/callback`],
      post_logout_redirect_uris: [`${ours}/sign-in`],
    },
  ],
  claims: { openid: ['sub'], email: ['email', 'email_verified'], profile: ['name', 'zoneinfo'] },
  cookies: { keys: ['for tests alone'] },
  findAccount: (_, id) => ({ accountId: id, claims: () => ({ sub: id, ...accounts[id] }) }),
});
provider.listen(Number(port), '127.0.0.1', () => console.log('ready'));
