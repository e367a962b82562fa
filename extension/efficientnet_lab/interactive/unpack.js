// Starts the page's script, which lies in the page compressed.
const packed = document.getElementById('enet-script').textContent;
const bytes = Uint8Array.from(atob(packed), (letter) => letter.charCodeAt(0));
new Response(new Blob([bytes]).stream().pipeThrough(new DecompressionStream('gzip'))).blob().then((code) => {
  const script = document.createElement('script');
  script.src = URL.createObjectURL(code);
  document.body.append(script);
});
