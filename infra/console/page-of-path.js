// A CloudFront Function (JavaScript runtime 2.0), which runs for what is no asset and no request to the API.
// A name with a dot right under the root is a file. Everything else is an address within the console, which one page
// draws; addresses may end in anything, such as the id of a record.
// biome-ignore lint/correctness/noUnusedVariables: CloudFront calls it by this name.
function handler(event) {
  const request = event.request;
  if (!/^\/[^/]+\.[^/.]+$/.test(request.uri)) request.uri = '/index.html';
  return request;
}
