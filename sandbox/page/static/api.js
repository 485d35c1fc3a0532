// The page's own HTTP API. Every failure is a Refusal with a sentence that can be shown.

export class Refusal extends Error {
  constructor(text, status = 0) {
    super(text);
    this.status = status; // 0: the server could not be reached
  }
}

const GONE = "No connection to the sandbox. It was not sent.";

async function ask(path, options) {
  let response;
  try {
    response = await fetch(path, options);
  } catch {
    throw new Refusal(GONE);
  }
  let answer = null;
  try {
    answer = await response.json();
  } catch {
    throw new Refusal(`The sandbox gave an answer that cannot be read (${response.status}).`, response.status);
  }
  if (!response.ok) throw new Refusal(answer.error ?? `The sandbox refused (${response.status}).`, response.status);
  return answer;
}

export const get = (path, values = {}) => {
  const query = new URLSearchParams(Object.entries(values).filter(([, value]) => value !== null));
  return ask(`${path}?${query}`, { cache: "no-store" });
};

export const post = (path, values) =>
  ask(path, { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(values) });

/** Upload one file; `values` go before it, `progress` hears the share sent, 0 to 1. */
export function upload(values, file, progress) {
  const form = new FormData();
  for (const [name, value] of Object.entries(values)) if (value !== null) form.append(name, value);
  form.append("file", file, file.name);
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.responseType = "json";
    request.upload.onprogress = (event) => event.lengthComputable && progress(event.loaded / event.total);
    request.onerror = () => reject(new Refusal(GONE));
    request.onload = () => {
      if (request.status < 300) resolve(request.response);
      else reject(new Refusal(request.response?.error ?? `The sandbox refused (${request.status}).`, request.status));
    };
    request.open("POST", "upload");
    request.send(form);
  });
}

export const fileAddress = (fileId) => `file/${encodeURIComponent(fileId)}`;
