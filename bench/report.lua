-- For wrk: what a run saw, as one line of JSON.

function done(summary, latency)
  local errors = summary.errors
  local broken = errors.connect + errors.read + errors.write + errors.timeout
  io.write(string.format(
    '{"answers": %d, "refused": %d, "broken": %d, "seconds": %.6f, ' ..
    '"p50_ms": %.3f, "p99_ms": %.3f}\n',
    summary.requests, errors.status, broken, summary.duration / 1e6,
    latency:percentile(50) / 1e3, latency:percentile(99) / 1e3))
end
