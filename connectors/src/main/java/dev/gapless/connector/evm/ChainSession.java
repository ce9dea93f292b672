package dev.gapless.connector.evm;

import dev.gapless.common.coverage.Evidence;
import dev.gapless.common.message.Anchor;
import dev.gapless.common.message.StreamStateResponse;
import dev.gapless.connector.LiveEffect;
import dev.gapless.connector.LiveSession;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * One connection to a node.
 *
 * <ol>
 *   <li>It subscribes, reads the head, and compares the fingerprints that the ledger remembers with the node's.
 *   <li>It records a fork where they differ, and compares what is left.
 *   <li>It reads the head again. If that is still the same block, the whole comparison was made on one chain.
 *   <li>It follows head by head. Each head must be the child of the one before. Its logs are asked for by its hash. So
 *       a block is claimed for what it holds, and not for what happened to be announced.
 * </ol>
 *
 * <p>The block's fingerprint is kept before its logs are. So, whatever ends the connection in between, the fingerprint
 * of each stored log's block is stored.
 *
 * <p>A head that contradicts what was followed ends the window at once, and retracts what was claimed from there on.
 * The comparison begins again on the same connection. Nothing is claimed until it has ended and any fork is recorded.
 *
 * <p>Each question to the node has a deadline, counted in heartbeats so that a pause of this process is no fault of the
 * node. A subscription that announces nothing for as long is checked by asking for the head.
 */
final class ChainSession implements LiveSession {

    private static final int TICKS_BETWEEN_LOOKS = 30;

    /** Contradictions and forks between two looks. A node that contradicts itself more often is left. */
    private static final int MAX_COMPARISONS = 20;

    private static final int MAX_QUESTIONS = 256;
    private static final int MAX_HEADS = 1_024;

    private static final String REORGANISED = "reorganised";

    private final String stream;
    private final String address;
    private final Evidence evidence;
    private final RpcQuestions questions;
    private final HeadLogs headLogs;
    private final Deque<ChainBlock> heads = new ArrayDeque<>();
    private final List<LiveEffect> effects = new ArrayList<>();

    private int ticks;
    private int comparisons;
    private boolean looking;
    private @Nullable String headSubscription;
    private @Nullable String logSubscription;
    private @Nullable ChainBlock start;
    private @Nullable ChainTail tail;
    private boolean filling;
    private int ticksWithoutHead;
    private long generation;

    /**
     * @param byReceipts true when a head's filter and receipts have to agree with its logs
     * @param patience how many heartbeats the node may take for an answer; at least 1
     */
    ChainSession(String stream, String address, boolean byReceipts, int patience) {
        this.stream = stream;
        this.address = address;
        this.evidence = byReceipts ? Evidence.HEADER_ATTESTED : Evidence.SEQUENCE_CONTIGUOUS;
        this.questions = new RpcQuestions(patience);
        this.headLogs = new HeadLogs(address, byReceipts, questions::nextId, this::ask, this::restart);
    }

    @Override
    public List<LiveEffect> opened(Instant at) {
        ObjectNode toHeads = JsonRpc.call(questions.nextId(), "eth_subscribe");
        JsonRpc.params(toHeads).add("newHeads");
        ask(toHeads, answer -> subscribed(answer, true));
        ObjectNode toLogs = JsonRpc.call(questions.nextId(), "eth_subscribe");
        JsonRpc.params(toLogs).add("logs").addObject().put("address", address);
        ask(toLogs, answer -> subscribed(answer, false));
        return taken();
    }

    @Override
    public List<LiveEffect> frame(byte[] message, Instant receivedAt) {
        JsonNode frame;
        try {
            frame = JsonRpc.JSON.readTree(message);
        } catch (JacksonException e) {
            return List.of(unreadable(message, "a message is JSON", "it cannot be parsed"));
        }
        JsonNode notified = frame.at("/params/subscription");
        if (notified.isString()) {
            notification(notified.asString(), frame.at("/params/result"), message);
        } else if (!questions.answer(frame.path("id").asInt(0), frame)) {
            return List.of(unreadable(message, "a message answers a request or a subscription", "it does neither"));
        }
        return taken();
    }

    private void subscribed(JsonNode answer, boolean toHeads) {
        String id = JsonRpc.text(answer, "result");
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
    public List<LiveEffect> state(StreamStateResponse state, Instant at) {
        if (looking) {
            looking = false;
            looked(state);
        } else {
            generation = state.generation();
            ChainBlock head = start;
            if (head == null) {
                ask(
                        JsonRpc.blockByNumber(questions.nextId(), "latest"),
                        answer -> compare(ChainBlock.of(answer.get("result")), state));
            } else {
                searchOn(new ForkSearch(state.anchors()), head);
            }
        }
        return taken();
    }

    /**
     * What other readers saw. The answer is older than a comparison that has begun since, which therefore asks anew.
     */
    private void looked(StreamStateResponse state) {
        if (tail == null) {
            effects.add(new LiveEffect.ReadState(stream));
            return;
        }
        OptionalLong contradicted = state.anchors().stream()
                .filter(Anchor::contradicted)
                .mapToLong(Anchor::position)
                .min();
        if (state.generation() != generation || contradicted.isPresent()) {
            contradicted(contradicted.orElse(Long.MAX_VALUE), "another reader saw another history");
        }
    }

    private void compare(@Nullable ChainBlock head, StreamStateResponse state) {
        if (head == null) {
            restart("the node does not tell its head", false);
            return;
        }
        start = head;
        searchOn(new ForkSearch(state.anchors()), head);
    }

    private void searchOn(ForkSearch comparison, ChainBlock head) {
        Long position = comparison.next();
        if (position != null) {
            ask(JsonRpc.blockByNumber(questions.nextId(), JsonRpc.quantity(position)), answer -> {
                ChainBlock block = ChainBlock.of(answer.get("result"));
                comparison.seen(block == null ? null : block.hash());
                searchOn(comparison, head);
            });
        } else if (!comparison.forked()) {
            confirmStart(head);
        } else if (tooOften()) {
            restart("the chain was reorganised too often", false);
        } else {
            effects.add(new LiveEffect.RecordFork(stream, comparison.ancestor(), generation));
        }
    }

    private boolean tooOften() {
        return ++comparisons > MAX_COMPARISONS;
    }

    private void confirmStart(ChainBlock head) {
        ask(JsonRpc.blockByNumber(questions.nextId(), JsonRpc.quantity(head.number())), answer -> {
            ChainBlock again = ChainBlock.of(answer.get("result"));
            if (again == null || !again.hash().equals(head.hash())) {
                compareAnew("the chain moved while it was compared");
                return;
            }
            tail = new ChainTail(head);
            ticksWithoutHead = 0;
            effects.add(new LiveEffect.OpenWindow(stream, head.number() + 1, evidence, generation, head.number() + 1));
            heads.removeIf(seen -> seen.number() < head.number() || seen.hash().equals(head.hash()));
            follow();
        });
    }

    private void notification(String subscription, JsonNode result, byte[] message) {
        // an announcement may overtake the answer that names its subscription; its form tells what it is
        if (subscription.equals(headSubscription) || result.has("parentHash")) {
            ChainBlock head = ChainBlock.of(result);
            if (head == null) {
                effects.add(unreadable(message, "a head names number, hash and parent", "one of them is absent"));
                return;
            }
            announced(head);
        } else {
            log(result, message);
        }
    }

    /** Of more heads than are kept the oldest go: those that are missing are fetched by their number. */
    private void announced(ChainBlock head) {
        ticksWithoutHead = 0;
        heads.addLast(head);
        if (heads.size() > MAX_HEADS) {
            heads.removeFirst();
        }
        follow();
    }

    private void log(JsonNode log, byte[] message) {
        String id = LogReader.idOf(log);
        if (id == null) {
            effects.add(unreadable(message, "a log names its block's hash and its index", "one of them is absent"));
        } else if (log.path("removed").asBoolean(false)) {
            Long block = JsonRpc.quantity(log, "blockNumber");
            contradicted(block == null ? Long.MAX_VALUE : block, "the node takes back a log");
        }
        // its block's head brings all of that block's logs, also those that are not announced
    }

    private void follow() {
        ChainTail following = tail;
        while (following != null && !heads.isEmpty() && !filling && questions.open() < MAX_QUESTIONS) {
            ChainBlock head = heads.getFirst();
            switch (following.place(head)) {
                case NEXT -> {
                    heads.removeFirst();
                    following.append(head);
                    headLogs.ask(head, logs -> publish(following, head, logs));
                }
                case AHEAD -> fill(following.last().number() + 1);
                case KNOWN -> heads.removeFirst();
                case ELSEWHERE -> {
                    long last = following.last().number();
                    contradicted(
                            Math.min(head.number(), last),
                            "the chain was reorganised at block %d".formatted(head.number()));
                    return;
                }
            }
        }
    }

    /** A head was not announced: fetch it, so that the chain of parents stays whole. */
    private void fill(long number) {
        filling = true;
        ask(JsonRpc.blockByNumber(questions.nextId(), JsonRpc.quantity(number)), answer -> {
            filling = false;
            ChainBlock block = ChainBlock.of(answer.get("result"));
            if (block == null) {
                restart("the node does not have block %d any more".formatted(number), true);
                return;
            }
            heads.addFirst(block);
            follow();
        });
    }

    private void publish(ChainTail following, ChainBlock head, JsonNode logs) {
        if (!logs.isEmpty()) {
            effects.add(new LiveEffect.SaveAnchors(stream, List.of(head.anchor())));
        }
        for (JsonNode log : logs) {
            String id = LogReader.idOf(log);
            effects.add(
                    id == null
                            ? unreadable(JsonRpc.bytes(log), "a log names its block's hash and its index", "absent")
                            : new LiveEffect.PublishRecord(stream, id, true, JsonRpc.bytes(log)));
        }
        List<ChainBlock> complete = following.complete(head);
        if (!complete.isEmpty()) {
            effects.add(new LiveEffect.AdvanceCoverage(
                    stream,
                    complete.getLast().number() + 1,
                    complete.stream().map(ChainBlock::anchor).toList()));
        }
        follow();
    }

    private LiveEffect unreadable(byte[] message, String rule, String detail) {
        return new LiveEffect.DeadLetterRecord(
                stream, message, rule, detail, "see whether the node's version is supported, then replay it");
    }

    /**
     * What was followed is not the node's history from {@code block} on. During a comparison this is no news: the
     * comparison ends by reading its first block again.
     */
    private void contradicted(long block, String reason) {
        ChainTail followed = tail;
        if (followed == null) {
            return;
        }
        long behind = followed.last().number() + 1;
        effects.add(new LiveEffect.CloseWindow(stream));
        if (block < behind) {
            effects.add(new LiveEffect.RetractCoverage(stream, block, behind, REORGANISED));
        }
        compareAnew(reason);
    }

    private void compareAnew(String reason) {
        forget();
        if (tooOften()) {
            restart(reason, false);
        } else if (!looking) {
            effects.add(new LiveEffect.ReadState(stream));
        }
    }

    private void restart(String reason, boolean atOnce) {
        effects.add(new LiveEffect.Reconnect(reason, atOnce));
        forget();
    }

    private void forget() {
        tail = null;
        start = null;
        filling = false;
        heads.clear();
        questions.abandon();
        headLogs.forget();
    }

    @Override
    public List<LiveEffect> alive(Instant receivedAt) {
        return List.of();
    }

    /** Miners read the same chain: now and then it is asked whether they saw what this connection did not. */
    @Override
    public List<LiveEffect> tick(Instant at) {
        if (questions.overdue()) {
            restart("the node does not answer", false);
            return taken();
        }
        headLogs.tick();
        if (++ticks % TICKS_BETWEEN_LOOKS == 0) {
            comparisons = 0;
            if (tail != null && !looking) {
                looking = true;
                effects.add(new LiveEffect.ReadState(stream));
            }
        }
        ChainTail following = tail;
        if (following != null && ++ticksWithoutHead >= questions.patience()) {
            ticksWithoutHead = 0;
            askHead(following);
        }
        return taken();
    }

    /** A chain may rest, and a subscription may be dead: the head tells which. A node that is behind proves nothing. */
    private void askHead(ChainTail following) {
        ask(JsonRpc.blockByNumber(questions.nextId(), "latest"), answer -> {
            ChainBlock head = ChainBlock.of(answer.get("result"));
            if (head == null) {
                restart("the node does not tell its head", false);
            } else if (head.number() >= following.last().number()) {
                announced(head);
            }
        });
    }

    private void ask(ObjectNode call, Consumer<JsonNode> reaction) {
        questions.asked(call.get("id").asInt(), reaction);
        effects.add(new LiveEffect.Send(call.toString()));
    }

    private List<LiveEffect> taken() {
        List<LiveEffect> now = List.copyOf(effects);
        effects.clear();
        return now;
    }
}
