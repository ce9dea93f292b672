-- KEYS as in admit.lua; ARGV: length of the pause in µs; a pause only grows
local time = redis.call('TIME')
local now = tonumber(time[1]) * 1000000 + tonumber(time[2])
local paused = math.max(now + tonumber(ARGV[1]), tonumber(redis.call('GET', KEYS[2]) or '0'))
redis.call('SET', KEYS[2], string.format('%.0f', paused), 'PX', math.ceil((paused - now) / 1000) + 1000)
return paused - now
