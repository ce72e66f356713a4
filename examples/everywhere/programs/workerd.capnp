# Serves workerd.ts, bundled, on a free port.
using Workerd = import "/workerd/workerd.capnp";

const config :Workerd.Config = (
  services = [(
    name = "main",
    worker = (
      modules = [(name = "worker.js", esModule = embed "bundled.js")],
      compatibilityDate = "2026-07-01",
      compatibilityFlags = ["nodejs_compat"],
    ),
  )],
  sockets = [(
    name = "http",
    address = "127.0.0.1:0",
    http = (),
    service = (name = "main", entrypoint = "worker"),
  )],
);
