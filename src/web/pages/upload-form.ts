/** The form by which files are brought in. */
import { html } from 'hono/html';
import { bringIn, fieldsOf } from '../../desk/index.ts';
import type { Context } from '../context.ts';
import { uploadPath } from '../upload.ts';
import { inField } from './field.ts';
import { csrf, type Html } from './layout.ts';

const whyField = fieldsOf(bringIn.takes).properties['reason'] ?? {};

export function uploadForm(context: Context, words: string): Html {
  const place = { action: uploadPath };
  const why = inField(context, place, { name: 'reason', id: 'upload-reason', field: whyField });
  const files = inField(context, place, { name: 'files', id: 'upload-files' });
  return html`<form method="post" action="${uploadPath}" enctype="multipart/form-data" class="stack">${csrf(context)}
<p><label for="upload-reason">Why (may be left out)</label>
<input id="upload-reason" name="reason" maxlength="1000" autocomplete="off" value="${why.typed ?? ''}"${why.marks}>${why.says}</p>
<p><label for="upload-files">${words}</label>
<input id="upload-files" name="files" type="file" required multiple${files.marks}>${files.says}</p>
<p class="choices"><button>Bring in</button></p></form>`;
}
