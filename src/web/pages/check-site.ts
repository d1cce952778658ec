/** The site of an MPAN: where it is, which meters it has, what generates there, under which references. */
import { html } from 'hono/html';
import { generationInWords, metersInWords } from '../../account/index.ts';
import type { HistoryAnswer } from './check-history.ts';
import type { Html } from './layout.ts';
import { day } from './pieces.ts';

export function siteCard({ site }: HistoryAnswer): Html {
  const { addressLines, postcode, isAddressShown, references } = site;
  const address = [...addressLines, postcode ?? ''].filter(Boolean);
  const meters = metersInWords(site);
  const notTold = html`<span class="soft">not told</span>`;
  return html`<section class="card" id="site"><h2>The site</h2>
<dl>
<dt>Address</dt><dd>${
    !isAddressShown
      ? html`<span class="soft">for operators and approvers</span>`
      : address.length === 0
        ? notTold
        : address.map((line, at) => (at === 0 ? line : html`<br>${line}`))
  }</dd>
<dt>${meters.length > 1 ? 'Meters' : 'Meter'}</dt><dd>${meters.length === 0 ? notTold : meters.map((line, at) => (at === 0 ? line : html`<br>${line}`))}</dd>
<dt>Technology</dt><dd>${site.technology ?? notTold}</dd>
<dt>Capacity</dt><dd>${generationInWords({ capacityKw: site.capacityKw, commissionedOn: site.commissionedOn }) || notTold}</dd>
<dt>${references.length > 1 ? 'References' : 'Reference'}</dt><dd>${
    references.length === 0
      ? notTold
      : references.map(
          ({ reference, source, notifiedOn }, at) =>
            html`${at === 0 ? '' : html`<br>`}${reference}, by ${source} on ${day(notifiedOn)}`,
        )
  }</dd>
</dl>
</section>`;
}
