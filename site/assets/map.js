// The map page: the same answers as without this file, on a map that moves by itself. The server draws the marks and
// the lists; each move asks for them anew and puts the marks where they lie.
import './leaflet.js';

const L = window.L;
const root = document.querySelector('[data-map]');
const find = (name) => root?.querySelector(`[data-map-${name}]`);

// ---- marks

const svg = (name, attributes) => {
  const el = document.createElementNS('http://www.w3.org/2000/svg', name);
  for (const [key, value] of Object.entries(attributes)) el.setAttribute(key, value);
  return el;
};

// icon is a drawn mark as a link of its own: a shape with its letter, and for several a box with their count.
const icon = (mark) => {
  const { n, state, counted, width } = mark.dataset;
  const many = n !== '1';
  const w = Number(width), h = 28;
  const a = document.createElement('a');
  a.href = mark.getAttribute('href');
  a.className = `mark m-${state}`;
  a.draggable = false;
  a.setAttribute('aria-label', mark.getAttribute('aria-label'));
  a.title = mark.getAttribute('aria-label');
  const drawing = svg('svg', { width: w, height: h, viewBox: `0 0 ${w} ${h}`, 'aria-hidden': 'true', focusable: 'false' });
  if (many) drawing.append(svg('rect', { class: 'mark-many', x: 1, y: 1, width: w - 2, height: h - 2, rx: 4 }));
  const left = many ? 2 : 0;
  drawing.append(svg('use', { href: `#m-${state}`, x: left, y: 1, width: 26, height: 26 }));
  if (many) {
    const count = svg('text', { class: 'mark-n', x: left + 29, y: 19 });
    count.textContent = counted;
    drawing.append(count);
  }
  a.append(drawing);
  return L.divIcon({ html: a, className: 'mark-place', iconSize: [w, h] });
};

const start = () => {
  const live = find('live');
  const [lat, lon] = root.dataset.at.split(',').map(Number);
  live.hidden = false;
  find('still').setAttribute('hidden', '');
  find('moves').hidden = true;
  const map = L.map(live, {
    center: [lat, lon], zoom: Number(root.dataset.zoom), minZoom: 1, maxZoom: 16, zoomControl: false, attributionControl: false,
    maxBounds: [[-86, -190], [86, 190]], maxBoundsViscosity: 1, fadeAnimation: false,
    zoomAnimation: !matchMedia('(prefers-reduced-motion: reduce)').matches,
  });
  L.control.zoom({ zoomInTitle: root.dataset.closer, zoomOutTitle: root.dataset.wider }).addTo(map);
  L.control.scale({ imperial: false }).addTo(map);
  base(map);

  const layer = L.layerGroup().addTo(map);
  let shown = new Map();
  const draw = (marks) => {
    const next = new Map();
    for (const mark of marks) {
      const { lat, lon, n, state } = mark.dataset;
      const key = [lat, lon, n, state, mark.getAttribute('href')].join(' ');
      const marker = shown.get(key) ?? L.marker([Number(lat), Number(lon)], { icon: icon(mark), interactive: false, keyboard: false }).addTo(layer);
      shown.delete(key);
      next.set(key, marker);
    }
    for (const gone of shown.values()) {
      if (gone.getElement()?.contains(document.activeElement)) live.focus({ preventScroll: true });
      gone.remove();
    }
    shown = next;
  };
  draw(find('still').querySelectorAll('a.mark'));

  // A mark of several leads closer; a drag that ends on a mark leads nowhere.
  live.addEventListener('click', (e) => {
    const a = e.target.closest?.('a.mark');
    if (!a) return;
    if (map.dragging.moved()) return e.preventDefault();
    const to = new URL(a.href).searchParams;
    if (!to.has('at') || e.ctrlKey || e.metaKey || e.shiftKey) return;
    e.preventDefault();
    map.setView(to.get('at').split(',').map(Number), Number(to.get('z')));
  });

  let asked = 0;
  const refresh = async () => {
    const turn = ++asked;
    const { lat, lng } = map.getCenter();
    const { x, y } = map.getSize();
    const q = new URLSearchParams(location.search);
    for (const name of ['after', 'after_none', 'project', 'site', 'notice']) q.delete(name);
    q.set('at', `${lat.toFixed(5)},${lng.toFixed(5)}`);
    q.set('z', map.getZoom());
    history.replaceState(null, '', `?${q}`);
    const form = document.querySelector('[data-map-form]');
    form.elements.at.value = q.get('at');
    form.elements.z.value = q.get('z');
    q.set('part', '1');
    q.set('w', Math.round(x));
    q.set('h', Math.round(y));
    try {
      const answer = await fetch(`?${q}`, { headers: { Accept: 'text/html' } });
      if (!answer.ok) throw new Error(answer.status);
      const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
      if (turn !== asked) return;
      draw(page.querySelectorAll('a.mark'));
      for (const id of ['map-key', 'map-side']) document.getElementById(id).replaceWith(document.adoptNode(page.getElementById(id)));
      find('lost').hidden = true;
    } catch {
      if (turn === asked) find('lost').hidden = false;
    }
    if (turn === asked) live.dataset.ready = String(turn);
  };
  let waiting = 0;
  map.on('moveend resize', () => {
    clearTimeout(waiting);
    waiting = setTimeout(refresh, 80);
  });
  refresh();
};

// base puts the land, and the operator's base map where there is one, under the marks.
const base = (map) => {
  const { land, base, baseKind, pmtiles } = root.dataset;
  const pane = (name, z) => { map.createPane(name).style.zIndex = z; return name; };
  const under = (url, name, z, className) => fetch(url).then((r) => r.json()).then((shapes) => L.geoJSON(shapes, {
    pane: pane(name, z), interactive: false, style: { className, weight: 1 },
    pointToLayer: (_, at) => L.circleMarker(at, { pane: name, radius: 2, interactive: false }),
  }).addTo(map)).catch(() => { find('lost').hidden = false; });
  under(land, 'land', 150, 'map-land');
  if (baseKind === 'geojson') under(base, 'base', 250, 'map-base');
  if (baseKind === 'pmtiles') {
    const script = document.createElement('script');
    script.src = pmtiles;
    script.onload = () => window.pmtiles.leafletRasterLayer(new window.pmtiles.PMTiles(new URL(base, location.href).href), {}).addTo(map);
    document.head.append(script);
  }
};

if (root) start();
