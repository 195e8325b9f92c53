/* One place: a drop on the map, put down by a tap, moved with a finger under the magnifier. */
(function () {
  "use strict";
  const draw = window.animmapDraw;

  function dropIcon({ pen, paper }) {
    const drop = draw.icon("M28 53C18 39 13 31 13 22a15 15 0 0 1 30 0c0 9-5 17-15 31z", "0 0 56 56");
    const eye = drop.firstChild.cloneNode();
    eye.setAttribute("d", "M28 16a6 6 0 1 0 .01 0z");
    drop.firstChild.setAttribute("fill", pen);
    drop.firstChild.setAttribute("stroke", paper);
    eye.setAttribute("fill", paper);
    drop.appendChild(eye);
    return L.divIcon({ className: "draw-place", html: drop, iconSize: [56, 56], iconAnchor: [28, 53] });
  }

  class Place {
    /* `moved(latlng)` is told where the drop was left. */
    constructor(map, colors, loupe, moved) {
      this.map = map;
      this.marker = L.marker([0, 0], { icon: dropIcon(colors), draggable: true, keyboard: false });
      this.marker.on("drag", () => loupe.show(map.latLngToContainerPoint(this.marker.getLatLng())));
      this.marker.on("dragend", () => {
        loupe.hide();
        moved(this.marker.getLatLng());
      });
    }

    show(position) {
      if (!position) {
        this.marker.remove();
        return;
      }
      this.marker.setLatLng([position[1], position[0]]).addTo(this.map);
    }
  }

  draw.Place = Place;
})();
