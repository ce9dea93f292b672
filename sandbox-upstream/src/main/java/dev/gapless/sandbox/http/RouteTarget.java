package dev.gapless.sandbox.http;

import dev.gapless.sandbox.world.SandboxAccount;
import java.util.function.Supplier;

/** Where a request goes once it is clear who makes it. */
sealed interface RouteTarget {

    /** Answered without a limit and out of reach of faults. */
    record Plain(SandboxResponse answer) implements RouteTarget {}

    /**
     * An account's data: limited, and what faults aim at. The answer is made when it is due.
     *
     * @param holder the account whose credential is shown
     */
    record Data(SandboxAccount account, String holder, Supplier<SandboxResponse> answer) implements RouteTarget {}

    /** The live socket. */
    record Live(SandboxAccount account) implements RouteTarget {}
}
