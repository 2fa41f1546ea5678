"""The statuses of a case: which there are, and what moving between them entails."""
