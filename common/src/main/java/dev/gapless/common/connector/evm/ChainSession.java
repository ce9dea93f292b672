package dev.gapless.common.connector.evm;

import dev.gapless.common.connector.LiveEffect;
import dev.gapless.common.connector.LiveSession;
import dev.gapless.common.coverage.Evidence;
import dev.gapless.common.message.Anchor;
import dev.gapless.common.message.StreamState;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * One connection to a node. First it makes sure of the chain: it subscribes, reads the head, compares the fingerprints
 * that the ledger remembers with the node's, records a fork where they differ, and reads the head again: if that is
 * still the same block, the whole comparison was made on one chain. Then it follows head by head. Each head must be the
 * child of the one before, and its logs are asked for by its hash, so that a block is claimed for what it holds and not
 * for what happened to be announced. The block's fingerprint is kept before its logs are: whatever ends the connection
 * in between, no log is left whose block nobody remembers.
 *
 * <p>Whatever does not fit ends the connection; the next one begins with the comparison, which is the only place where
 * forks are dealt with.
 */
final class ChainSession implements LiveSession {

    private static final int TICKS_BETWEEN_LOOKS = 30;

    private final String stream;
    private final String address;
    private final Map<Integer, Consumer<JsonNode>> awaited = new HashMap<>();
    private final Deque<Block> heads = new ArrayDeque<>();
    private final List<LiveEffect> effects = new ArrayList<>();

    private int lastId;
    private int ticks;
    private @Nullable String headSubscription;
    private @Nullable String logSubscription;
    private @Nullable Block start;
    private @Nullable ChainTail tail;
    private boolean filling;
    private long generation;

    ChainSession(String stream, String address) {
        this.stream = stream;
        this.address = address;
    }

    @Override
    public List<LiveEffect> opened(Instant at) {
        ObjectNode toHeads = Rpc.call(nextId(), "eth_subscribe");
        Rpc.params(toHeads).add("newHeads");
        ask(toHeads, answer -> subscribed(answer, true));
        ObjectNode toLogs = Rpc.call(nextId(), "eth_subscribe");
        Rpc.params(toLogs).add("logs").addObject().put("address", address);
        ask(toLogs, answer -> subscribed(answer, false));
        return taken();
    }

    @Override
    public List<LiveEffect> frame(byte[] message, Instant receivedAt) {
        JsonNode frame;
        try {
            frame = Rpc.JSON.readTree(message);
        } catch (JacksonException e) {
            return List.of(unreadable(message, "a message is JSON", "it cannot be parsed"));
        }
        JsonNode notified = frame.at("/params/subscription");
        if (notified.isString()) {
            notification(notified.asString(), frame.at("/params/result"), message);
        } else {
            Consumer<JsonNode> reaction = awaited.remove(frame.path("id").asInt(0));
            if (reaction == null) {
                return List.of(unreadable(message, "a message answers a request or a subscription", "it does neither"));
            }
            reaction.accept(frame);
        }
        return taken();
    }

    private void subscribed(JsonNode answer, boolean toHeads) {
        String id = Rpc.text(answer, "result");
        if (id == null) {
            restart("the node refuses the subscription: " + LogWalk.errorOf(answer), false);
            return;
        }
        if (toHeads) {
            headSubscription = id;
        } else {
            logSubscription = id;
        }
        if (headSubscription != null && logSubscription != null) {
            effects.add(new LiveEffect.ReadState(stream));
        }
    }

    @Override
    public List<LiveEffect> state(StreamState state, Instant at) {
        if (tail != null) {
            if (state.generation() != generation || state.anchors().stream().anyMatch(Anchor::contradicted)) {
                restart("another reader saw another history", true);
            }
            return taken();
        }
        generation = state.generation();
        if (start == null) {
            ask(Rpc.blockByNumber(nextId(), "latest"), answer -> compare(Block.of(answer.get("result")), state));
        } else {
            confirmStart(start);
        }
        return taken();
    }

    private void compare(@Nullable Block head, StreamState state) {
        if (head == null) {
            restart("the node does not tell its head", false);
            return;
        }
        start = head;
        searchOn(new ForkSearch(state.anchors()), head);
    }

    private void searchOn(ForkSearch comparison, Block head) {
        Long position = comparison.next();
        if (position != null) {
            ask(Rpc.blockByNumber(nextId(), Rpc.quantity(position)), answer -> {
                Block block = Block.of(answer.get("result"));
                comparison.seen(block == null ? null : block.hash());
                searchOn(comparison, head);
            });
        } else if (comparison.forked()) {
            effects.add(new LiveEffect.Fork(stream, comparison.ancestor(), generation));
        } else {
            confirmStart(head);
        }
    }

    private void confirmStart(Block head) {
        ask(Rpc.blockByNumber(nextId(), Rpc.quantity(head.number())), answer -> {
            Block again = Block.of(answer.get("result"));
            if (again == null || !again.hash().equals(head.hash())) {
                restart("the chain moved while it was compared", true);
                return;
            }
            tail = new ChainTail(head);
            effects.add(new LiveEffect.Opened(
                    stream, head.number() + 1, Evidence.SEQUENCE_CONTIGUOUS, generation, head.number() + 1));
            heads.removeIf(seen -> seen.number() < head.number() || seen.hash().equals(head.hash()));
            follow();
        });
    }

    private void notification(String subscription, JsonNode result, byte[] message) {
        // an announcement may overtake the answer that names its subscription; its form tells what it is
        if (subscription.equals(headSubscription) || result.has("parentHash")) {
            Block head = Block.of(result);
            if (head == null) {
                effects.add(unreadable(message, "a head names number, hash and parent", "one of them is absent"));
                return;
            }
            heads.addLast(head);
            follow();
        } else {
            log(result, message);
        }
    }

    private void log(JsonNode log, byte[] message) {
        String id = LogReader.idOf(log);
        if (id == null) {
            effects.add(unreadable(message, "a log names its block's hash and its index", "one of them is absent"));
        } else if (log.path("removed").asBoolean(false)) {
            restart("the node takes back a log", true);
        }
        // its block's head brings all of that block's logs, also those that are not announced
    }

    private void follow() {
        ChainTail following = tail;
        while (following != null && !heads.isEmpty() && !filling) {
            Block head = heads.getFirst();
            switch (following.place(head)) {
                case NEXT -> {
                    heads.removeFirst();
                    following.append(head);
                    askLogs(following, head);
                }
                case AHEAD -> fill(following.last().number() + 1);
                case KNOWN -> heads.removeFirst();
                case ELSEWHERE -> {
                    restart("the chain was reorganised at block %d".formatted(head.number()), true);
                    return;
                }
            }
        }
    }

    /** A head was not announced: fetch it, so that the chain of parents stays whole. */
    private void fill(long number) {
        filling = true;
        ask(Rpc.blockByNumber(nextId(), Rpc.quantity(number)), answer -> {
            filling = false;
            Block block = Block.of(answer.get("result"));
            if (block == null) {
                restart("the node does not have block %d any more".formatted(number), true);
                return;
            }
            heads.addFirst(block);
            follow();
        });
    }

    private void askLogs(ChainTail following, Block head) {
        ObjectNode call = Rpc.call(nextId(), "eth_getLogs");
        Rpc.params(call).addObject().put("blockHash", head.hash()).put("address", address);
        ask(call, answer -> {
            JsonNode logs = answer.path("result");
            if (!logs.isArray()) {
                restart("the node does not tell the logs of its head: " + LogWalk.errorOf(answer), true);
                return;
            }
            if (!logs.isEmpty()) {
                effects.add(new LiveEffect.Anchored(stream, List.of(head.anchor())));
            }
            for (JsonNode log : logs) {
                String id = LogReader.idOf(log);
                effects.add(
                        id == null
                                ? unreadable(Rpc.bytes(log), "a log names its block's hash and its index", "absent")
                                : new LiveEffect.Captured(stream, id, true, Rpc.bytes(log)));
            }
            List<Block> complete = following.complete(head);
            if (!complete.isEmpty()) {
                effects.add(new LiveEffect.Claim(
                        stream,
                        complete.getLast().number() + 1,
                        complete.stream().map(Block::anchor).toList()));
            }
        });
    }

    private LiveEffect unreadable(byte[] message, String rule, String detail) {
        return new LiveEffect.Unreadable(
                stream, message, rule, detail, "see whether the node's version is supported, then replay it");
    }

    private void restart(String reason, boolean atOnce) {
        effects.add(new LiveEffect.Restart(reason, atOnce));
        tail = null;
        awaited.clear();
    }

    @Override
    public List<LiveEffect> alive(Instant receivedAt) {
        return List.of();
    }

    /** Miners read the same chain: now and then it is asked whether they saw what this connection did not. */
    @Override
    public List<LiveEffect> tick(Instant at) {
        return tail != null && ++ticks % TICKS_BETWEEN_LOOKS == 0
                ? List.of(new LiveEffect.ReadState(stream))
                : List.of();
    }

    private int nextId() {
        return ++lastId;
    }

    private void ask(ObjectNode call, Consumer<JsonNode> reaction) {
        awaited.put(call.get("id").asInt(), reaction);
        effects.add(new LiveEffect.Send(call.toString()));
    }

    private List<LiveEffect> taken() {
        List<LiveEffect> now = List.copyOf(effects);
        effects.clear();
        return now;
    }
}
