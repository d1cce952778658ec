/** The form by which files are brought in. */
import { html } from 'hono/html';
import type { Context } from '../context.ts';
import { uploadPath } from '../upload.ts';
import { csrf, type Html } from './layout.ts';

export const uploadForm = (context: Context, words: string): Html =>
  html`<form method="post" action="${uploadPath}" enctype="multipart/form-data" class="stack">${csrf(context)}
<p><label for="upload-reason">Why (may be left out)</label>
<input id="upload-reason" name="reason" maxlength="1000" autocomplete="off"></p>
<p><label for="upload-files">${words}</label>
<input id="upload-files" name="files" type="file" required multiple></p>
<p class="choices"><button>Bring in</button></p></form>`;
