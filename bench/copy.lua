-- For wrk: sends the requests of a file one after another, each once, and adds nothing to them.
--   wrk -s bench/copy.lua URL -- FILE LENGTH [again]
-- At the file's end it begins anew with `again`, and stops without.
dofile("bench/report.lua")

local all, length, at, again

function init(args)
  local file = assert(io.open(args[1], "rb"))
  all = file:read("*a")
  file:close()
  length = tonumber(args[2])
  again = args[3] == "again"
  at = 1
end

function request()
  if at > #all then
    if not again then wrk.thread:stop() end
    at = 1
  end
  local from = at
  at = at + length
  return all:sub(from, at - 1)
end
