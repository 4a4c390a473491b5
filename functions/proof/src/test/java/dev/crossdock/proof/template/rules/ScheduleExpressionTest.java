package dev.crossdock.proof.template.rules;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What EventBridge's documentation shows, and what it refuses. */
final class ScheduleExpressionTest {
    @ParameterizedTest
    @ValueSource(strings = {"rate(1 minute)", "rate(5 minutes)", "rate(1 hour)", "rate(24 hours)", "rate(1 day)",
            "cron(0 10 * * ? *)", "cron(15 12 * * ? *)", "cron(0 18 ? * MON-FRI *)", "cron(0 8 1 * ? *)",
            "cron(0/10 * ? * MON-FRI *)", "cron(0/5 8-17 ? * MON-FRI *)", "cron(0 9 ? * 2#1 *)",
            "cron(0 0 L * ? *)", "cron(0 0 15W * ? *)", "cron(0 0 ? JAN,JUL 6L 2026-2030)", "cron(0,30 * * 1-6/2 ? *)"})
    void valid_isTaken(String expression) {
        assertThat(ScheduleExpression.problem(expression)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "hourly", "rate(1 hours)", "rate(6 hour)", "rate(0 hours)", "rate(-1 hours)",
            "rate(1.5 hours)", "rate(5 seconds)", "rate(5  minutes)", "rate(5 minutes", "at(2026-11-21T10:00:00)",
            "cron(0 10 * * *)", "cron(0 10 * * * *)", "cron(0 10 ? * ? *)", "cron(60 10 * * ? *)",
            "cron(0 24 * * ? *)", "cron(0 10 0 * ? *)", "cron(0 10 32 * ? *)", "cron(0 10 * 13 ? *)",
            "cron(0 10 * MAYBE ? *)", "cron(0 10 ? * 8 *)", "cron(0 10 ? * FRI-MON *)", "cron(0/0 10 * * ? *)",
            "cron(0 10 * * ? 1969)", "cron(0 10-12-14 * * ? *)", "cron(0, 10 * * ? *)", "cron(? 10 * * ? *)"})
    void invalid_isRefused(String expression) {
        assertThat(ScheduleExpression.problem(expression)).isPresent();
    }
}
