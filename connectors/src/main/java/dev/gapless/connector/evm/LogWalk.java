package dev.gapless.connector.evm;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.mapping;
import static java.util.stream.Collectors.toCollection;

import dev.gapless.common.coverage.Evidence;
import dev.gapless.common.coverage.Range;
import dev.gapless.common.message.Anchor;
import dev.gapless.connector.HttpCall;
import dev.gapless.connector.PageStep;
import dev.gapless.connector.PageStep.BrokenItem;
import dev.gapless.connector.PageStep.ListedItem;
import dev.gapless.connector.PageWalk;
import java.net.URI;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Logs by ranges of blocks, upwards. Each request asks for the range's last block before and after its logs. When the
 * two answers differ the chain moved meanwhile, and the page proves nothing.
 *
 * <p>Where the manifest asks for evidence by receipts, the page is not delivered before its blocks' headers and
 * receipts agree with it. Providers answer with fewer logs than there are.
 *
 * <p>A page names the block below it too. Held is either that one, or another of its height: the two then contradict
 * each other, and the fork is found. Without it a page of the new history could stand above blocks of the old one. A
 * comparison of the highest block with the node would then find no difference.
 */
final class LogWalk implements PageWalk {

    static final PageStep.Unreadable NOT_JSON = new PageStep.Unreadable(
            "the answer is JSON",
            "it cannot be parsed",
            "check that the address is that of a node's JSON-RPC interface");

    private static final int BEFORE = 1;
    private static final int LOGS = 2;
    private static final int AFTER = 3;
    private static final int BELOW = 4;
    private static final int HEADERS = 16;

    /** Blocks whose receipts one call asks for, at first. */
    private static final int RECEIPTS = 16;

    /** So many calls for receipts may belong to one page. */
    private static final int CALLS = 64;

    /** Limit exceeded, by the common list of error codes (EIP-1474). */
    private static final long LIMIT_EXCEEDED = -32005;

    /** Of JSON-RPC 2.0. */
    private static final long NO_SUCH_METHOD = -32601;

    private final URI node;
    private final String address;
    private final boolean byReceipts;
    private final long to;
    private final long most;
    private long reached;
    private long step;
    private int receipts = RECEIPTS;

    /** Of the page that waits for its receipts; both null when none waits. */
    private @Nullable HeaderCheck check;

    private PageStep.@Nullable Page waiting;

    /** @param byReceipts true when headers and receipts have to agree with what is listed */
    LogWalk(URI node, String address, boolean byReceipts, long from, long to, long step, @Nullable String resume) {
        this.node = node;
        this.address = address;
        this.byReceipts = byReceipts;
        this.to = to;
        this.most = step;
        this.step = step;
        this.reached = resume == null || resume.isEmpty() ? from : Math.max(from, Long.parseLong(resume));
    }

    @Override
    public Evidence evidence() {
        return byReceipts ? Evidence.HEADER_ATTESTED : Evidence.PAGE_WALK;
    }

    @Override
    public HttpCall next() {
        if (check != null) {
            return new HttpCall(node, JsonRpc.bytes(check.call(receipts)));
        }
        String last = JsonRpc.quantity(end() - 1);
        ObjectNode logs = JsonRpc.call(LOGS, "eth_getLogs");
        JsonRpc.params(logs)
                .addObject()
                .put("fromBlock", JsonRpc.quantity(reached))
                .put("toBlock", last)
                .put("address", address);
        ArrayNode batch = JsonRpc.JSON.createArrayNode();
        batch.add(JsonRpc.blockByNumber(BEFORE, last));
        batch.add(logs);
        if (reached > 0) {
            batch.add(JsonRpc.blockByNumber(BELOW, JsonRpc.quantity(reached - 1)));
        }
        for (long block = reached; byReceipts && block < end() - 1; block++) {
            batch.add(JsonRpc.blockByNumber(header(block), JsonRpc.quantity(block)));
        }
        batch.add(JsonRpc.blockByNumber(AFTER, last));
        return new HttpCall(node, JsonRpc.bytes(batch));
    }

    /** The id of the question for a block's header; the last block is asked for anyway. */
    private int header(long block) {
        return block == end() - 1 ? AFTER : HEADERS + (int) (block - reached);
    }

    private long end() {
        return Math.min(to, reached + step);
    }

    @Override
    public PageStep accept(byte[] body, long settled) {
        JsonNode answers;
        try {
            answers = JsonRpc.JSON.readTree(body);
        } catch (JacksonException e) {
            return NOT_JSON;
        }
        return check == null ? listed(answers) : attested(check, answers);
    }

    private PageStep listed(JsonNode answers) {
        Map<Integer, JsonNode> byId = new HashMap<>();
        answers.values().forEach(answer -> byId.put(answer.path("id").asInt(0), answer));
        JsonNode logs = byId.get(LOGS);
        if (logs == null || !logs.path("result").isArray()) {
            return refused(logs == null ? answers : logs);
        }
        ChainBlock before = block(byId.get(BEFORE));
        ChainBlock after = block(byId.get(AFTER));
        if (before == null || after == null) {
            return new PageStep.Unsteady("the node does not have block %d yet".formatted(end() - 1));
        }
        if (!before.hash().equals(after.hash())) {
            return new PageStep.Unsteady("block %d was replaced while it was read".formatted(after.number()));
        }
        SortedMap<Long, String> hashes = new TreeMap<>(Map.of(after.number(), after.hash()));
        if (reached > 0) {
            ChainBlock below = block(byId.get(BELOW));
            if (below == null) {
                return new PageStep.Unsteady("the node does not tell block %d".formatted(reached - 1));
            }
            hashes.put(below.number(), below.hash());
        }
        PageStep step = page(logs.get("result"), hashes);
        return byReceipts && step instanceof PageStep.Page page ? headers(page, byId) : delivered(step);
    }

    private PageStep delivered(PageStep step) {
        if (step instanceof PageStep.Page) {
            reached = end();
            this.step = byReceipts ? Math.min(2 * this.step, Math.min(most, (long) CALLS * receipts)) : this.step;
        }
        return step;
    }

    /** The headers are of one chain, block upon block, and the page waits for the receipts that they make needed. */
    private PageStep headers(PageStep.Page page, Map<Integer, JsonNode> byId) {
        List<BlockHeader> headers = new ArrayList<>();
        ChainBlock before = block(byId.get(BELOW));
        for (long number = reached; number < end(); number++) {
            JsonNode answer = byId.get(header(number));
            ChainBlock block = block(answer);
            if (answer == null || block == null || block.number() != number) {
                return new PageStep.Unsteady("the node does not tell block %d".formatted(number));
            }
            if (before != null && !before.hash().equals(block.parentHash())) {
                return new PageStep.Unsteady("block %d was replaced while it was read".formatted(before.number()));
            }
            BlockHeader header = BlockHeader.of(answer.get("result"));
            if (header == null) {
                return new PageStep.Unreadable(
                        "block-header",
                        "block %d has no logsBloom or no transactions".formatted(number),
                        "set logs.evidence: listing in the manifest if the chain's headers have none");
            }
            headers.add(header);
            before = block;
        }
        return concluded(new HeaderCheck(address, headers, byBlock(page)), page);
    }

    private static Map<Long, Set<String>> byBlock(PageStep.Page page) {
        return page.items().stream()
                .collect(groupingBy(ListedItem::position, mapping(ListedItem::itemId, toCollection(TreeSet::new))));
    }

    private PageStep attested(HeaderCheck open, JsonNode answers) {
        String unanswered = open.take(answers, receipts);
        PageStep.Page page = Objects.requireNonNull(waiting);
        check = null;
        waiting = null;
        if (unanswered == null) {
            return concluded(open, page);
        }
        return answers.values().stream()
                        .anyMatch(answer -> answer.at("/error/code").asLong(0) == NO_SUCH_METHOD)
                ? new PageStep.Unreadable(
                        "block-receipts",
                        unanswered,
                        "name a node that has eth_getBlockReceipts, or set logs.evidence: listing in the manifest")
                : new PageStep.Unsteady(unanswered);
    }

    private PageStep concluded(HeaderCheck open, PageStep.Page page) {
        String contradiction = open.contradiction();
        if (contradiction != null) {
            return new PageStep.Refuted(HeaderCheck.LEFT_OUT + contradiction);
        }
        if (open.done()) {
            return delivered(page);
        }
        check = open;
        waiting = page;
        return new PageStep.Again();
    }

    /** @param hashes of blocks by number; those of the logs are added */
    private PageStep page(JsonNode logs, SortedMap<Long, String> hashes) {
        List<ListedItem> items = new ArrayList<>();
        List<BrokenItem> broken = new ArrayList<>();
        for (JsonNode log : logs) {
            String id = LogReader.idOf(log);
            Long block = JsonRpc.quantity(log, "blockNumber");
            if (id == null || block == null) {
                broken.add(new BrokenItem(
                        JsonRpc.bytes(log),
                        "a log names its block, that block's hash and its index in it",
                        "one of them is absent",
                        "see whether the node's version is supported, then replay it"));
                continue;
            }
            String hash = Objects.requireNonNull(JsonRpc.text(log, "blockHash"));
            if (!hashes.computeIfAbsent(block, number -> hash).equals(hash)) {
                return new PageStep.Unsteady("block %d was replaced while it was read".formatted(block));
            }
            if (reached <= block && block < end()) {
                items.add(new ListedItem(id, block, JsonRpc.bytes(log)));
            }
        }
        Range covers = Range.of(reached, end());
        List<Anchor> anchors = hashes.entrySet().stream()
                .map(entry -> new Anchor(entry.getKey(), entry.getValue()))
                .toList();
        return new PageStep.Page(items, broken, covers, anchors, null, end() >= to);
    }

    private PageStep refused(JsonNode answer) {
        String message = errorOf(answer);
        boolean tooMuch = answer.at("/error/code").asLong(0) == LIMIT_EXCEEDED
                || message.contains("range")
                || message.contains("batch")
                || message.contains("more than");
        if (tooMuch && narrow() == Narrowing.FEWER_ITEMS) {
            return new PageStep.Again();
        }
        return new PageStep.Unsteady("the node refuses the range: " + message);
    }

    @Override
    public Narrowing narrow() {
        if (check != null && check.asked(receipts) > 1) {
            receipts = check.asked(receipts) / 2;
            if (check.left() <= (long) CALLS * receipts) {
                return Narrowing.FEWER_ITEMS;
            }
        }
        long asked = end() - reached;
        check = null;
        waiting = null;
        if (asked <= 1) {
            return Narrowing.NONE;
        }
        step = asked / 2;
        return Narrowing.FEWER_ITEMS;
    }

    /** A block that is refuted alone is left out: the sound ones above it are covered, and it stays a gap. */
    @Override
    public Narrowing restart() {
        if (narrow() == Narrowing.FEWER_ITEMS) {
            return Narrowing.FEWER_ITEMS;
        }
        if (reached + 1 >= to) {
            return Narrowing.NONE;
        }
        reached++;
        return Narrowing.POSITION_SKIPPED;
    }

    private static @Nullable ChainBlock block(@Nullable JsonNode answer) {
        return answer == null ? null : ChainBlock.of(answer.get("result"));
    }

    /** The node's own words, shortened; they hold no secret of ours. */
    static String errorOf(JsonNode answer) {
        String message = answer.at("/error/message").asString("no result");
        return message.substring(0, Math.min(200, message.length()));
    }

    @Override
    public String resume() {
        return Long.toString(reached);
    }
}
