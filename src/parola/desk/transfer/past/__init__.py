"""The past of another desk: its export is read, decided under the brand's agreement, and written as tickets that lived elsewhere."""
