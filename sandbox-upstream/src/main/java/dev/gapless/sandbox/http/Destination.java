package dev.gapless.sandbox.http;

import dev.gapless.sandbox.world.Account;
import java.util.function.Supplier;

/** Where a request goes once it is clear who makes it. */
sealed interface Destination {

    /** Answered without a limit and out of reach of faults. */
    record Plain(Answer answer) implements Destination {}

    /** An account's data: limited, and what faults aim at. The answer is made when it is due. */
    record Data(Account account, Supplier<Answer> answer) implements Destination {}

    /** The live door. */
    record Live(Account account) implements Destination {}
}
