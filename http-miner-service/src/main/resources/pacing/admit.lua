-- KEYS, four of each credential: when the budget is full again, until when the upstream asked to pause (both µs since the
-- epoch, Redis's clock); µs from call to call that the upstream permits now, where it says so; the rate that refusals have
-- taught (refused.lua)
-- ARGV: µs from call to call, burst, patience in µs, µs in which a taught rate climbs from nothing to the manifest's
-- of several credentials the one whose turn comes first is used, and among equals the one with most left
-- gives {1, µs until the call may be made, which credential}, its place taken; or {0, µs until it is worth asking again, 1}
local time = redis.call('TIME')
local now = tonumber(time[1]) * 1000000 + tonumber(time[2])
local interval = tonumber(ARGV[1])
local burst = tonumber(ARGV[2]) * interval
local climb = tonumber(ARGV[4])
local best, best_turn, best_full
for member = 1, #KEYS / 4 do
    local first = (member - 1) * 4
    local start = math.max(now, tonumber(redis.call('GET', KEYS[first + 1]) or '0'))
    local learned = redis.call('HMGET', KEYS[first + 4], 'rate', 'since')
    local paced = interval
    if learned[1] then
        local most = 1000000 / interval
        local rate = math.min(most, tonumber(learned[1]) + most * math.max(0, now - tonumber(learned[2])) / climb)
        -- once the rate has climbed, nothing holds a call for longer than the manifest does
        paced = math.max(interval, math.ceil(math.min(1000000 / rate, interval + climb * (1 - rate / most))))
    end
    -- a rested budget gives a call at once, however slow it has become
    local ahead = math.max(paced, burst)
    -- an interval that no longer holds must hold no caller, whose turn is a burst before its place
    local holds_until = now + redis.call('PTTL', KEYS[first + 3]) * 1000 + ahead
    local stretched = math.min(start + tonumber(redis.call('GET', KEYS[first + 3]) or '0'), holds_until)
    local full_at = math.max(start + paced, stretched)
    local paused = tonumber(redis.call('GET', KEYS[first + 2]) or '0')
    local turn = math.max(now, paused, full_at - ahead)
    if not best or turn < best_turn or (turn == best_turn and full_at < best_full) then
        best, best_turn, best_full = member, turn, full_at
    end
end
if best_turn - now > tonumber(ARGV[3]) then
    return {0, best_turn - now, 1}
end
-- Lua would write a number of this size with an exponent
redis.call('SET', KEYS[best * 4 - 3], string.format('%.0f', best_full), 'PX', math.ceil((best_full - now) / 1000) + 1000)
return {1, best_turn - now, best}
