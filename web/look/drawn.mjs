// Evidence that nobody sent: documents, a selfie and a video of people who do not exist, drawn in the browser once a run.

// Runs in the page: an identity card, its back, and somebody with a paper.
function draw_pictures() {
  const sheet = (width, height, paint) => {
    const canvas = Object.assign(document.createElement('canvas'), { width, height });
    paint(canvas.getContext('2d'));
    return canvas.toDataURL('image/jpeg', 0.85).split(',')[1];
  };
  const face = (c, x, y, size) => {
    c.fillStyle = '#c9a27e';
    c.beginPath();
    c.ellipse(x, y, size * 0.7, size, 0, 0, 7);
    c.fill();
    c.fillStyle = '#4a3728';
    c.fillRect(x - size * 0.7, y - size * 1.05, size * 1.4, size * 0.55);
    c.fillStyle = '#222';
    for (const side of [-1, 1]) c.fillRect(x + side * size * 0.3 - 6, y - size * 0.12, 12, 8);
    c.fillRect(x - size * 0.2, y + size * 0.45, size * 0.4, 6);
  };
  const text = (c, words, x, y, size, font = 'sans-serif') => {
    c.fillStyle = '#1b2b3a';
    c.font = `${size}px ${font}`;
    c.fillText(words, x, y);
  };
  const mark = (c, width, height) => {
    c.save();
    c.globalAlpha = 0.18;
    c.rotate(-0.3);
    for (let y = 0; y < 2 * height; y += 220) {
      for (let x = -height; x < width; x += 560) text(c, 'ruth@desk.example 10:02', x, y, 40);
    }
    c.restore();
  };
  const card = (c) => {
    c.fillStyle = '#5d6b62';
    c.fillRect(0, 0, 1600, 1100);
    c.fillStyle = '#dfe9ee';
    c.fillRect(90, 80, 1420, 900);
    c.strokeStyle = '#9db4c0';
    for (let y = 90; y < 980; y += 14) {
      c.beginPath();
      c.moveTo(90, y);
      c.bezierCurveTo(500, y + 40, 1000, y - 40, 1510, y);
      c.stroke();
    }
  };
  const code_lines = ['IDUTOL01X00T478<<<<<<<<<<<<<<<', '6408125F2010315UTO<<<<<<<<<<<6'];
  return {
    id_front: sheet(1600, 1100, (c) => {
      card(c);
      text(c, 'UTOPIA · IDENTITY CARD', 140, 170, 54);
      face(c, 330, 500, 190);
      ['SPECIMEN', 'ADA', '12 08 1964', 'L01X00T47', '15 03 2031'].forEach((words, line) =>
        text(c, words, 640, 320 + line * 120, 60),
      );
      mark(c, 1600, 1100);
    }),
    id_back: sheet(1600, 1100, (c) => {
      card(c);
      [...code_lines, 'SPECIMEN<<ADA<<<<<<<<<<<<<<<<<'].forEach((line, n) =>
        text(c, line, 130, 700 + n * 90, 66, 'monospace'),
      );
      mark(c, 1600, 1100);
    }),
    selfie: sheet(1200, 1500, (c) => {
      c.fillStyle = '#b9c4b4';
      c.fillRect(0, 0, 1200, 1500);
      face(c, 600, 480, 300);
      c.fillStyle = '#38506b';
      c.fillRect(180, 840, 840, 660);
      c.fillStyle = '#fffdf5';
      c.fillRect(130, 880, 560, 420);
      ['Harbour Exchange', 'Reset 2FA', '23 Nov 2026', 'K7Q4-M2XR'].forEach((words, line) =>
        text(c, words, 170, 960 + line * 88, 54, 'cursive'),
      );
      c.fillStyle = '#dfe9ee';
      c.fillRect(740, 930, 380, 250);
      face(c, 820, 1050, 60);
      mark(c, 1200, 1500);
    }),
  };
}

// Runs in the page: four seconds of a face that turns.
async function draw_video() {
  const canvas = Object.assign(document.createElement('canvas'), { width: 640, height: 480 });
  document.body.append(canvas);
  const c = canvas.getContext('2d');
  const began = performance.now();
  const frame = () => {
    const t = (performance.now() - began) / 1000;
    c.fillStyle = '#9fb0a6';
    c.fillRect(0, 0, 640, 480);
    c.fillStyle = '#c9a27e';
    c.beginPath();
    c.ellipse(320 + 60 * Math.sin(t), 230, 90, 130, 0, 0, 7);
    c.fill();
    c.fillStyle = '#222';
    for (const side of [-1, 1]) c.fillRect(315 + 90 * Math.sin(t) + side * 38, 200, 12, 8);
    requestAnimationFrame(frame);
  };
  frame();
  const recorder = new MediaRecorder(canvas.captureStream(30), { mimeType: 'video/webm' });
  const parts = [];
  recorder.addEventListener('dataavailable', ({ data }) => parts.push(data));
  recorder.start();
  await new Promise((resolve) => setTimeout(resolve, 4_000));
  const stopped = new Promise((resolve) => recorder.addEventListener('stop', resolve));
  recorder.stop();
  await stopped;
  const octets = new Uint8Array(await new Blob(parts).arrayBuffer());
  return octets.reduce((text, octet) => text + String.fromCharCode(octet), '');
}

// By the ids that the made-up case gives them: bodies and types of answers.
export async function draw_evidence(browser) {
  const page = await browser.newPage();
  const { id_front, id_back, selfie } = await page.evaluate(draw_pictures);
  const video = await page.evaluate(draw_video);
  await page.close();
  const jpeg = (base64) => ({ file: Buffer.from(base64, 'base64'), type: 'image/jpeg' });
  return {
    11: jpeg(id_front),
    12: jpeg(id_back),
    13: jpeg(selfie),
    15: { file: Buffer.from(video, 'latin1'), type: 'video/webm' },
  };
}
