"""Refusals about who somebody is and may do."""

from app.refusal import Refusal
from engine import Text


class WrongPassword(Refusal):
    text = Text("用户名或密码不对", "The user name or the password is wrong")


class NotAllowed(Refusal):
    text = Text("您的岗位不办这一项", "Your posts do not handle this")


class CannotAdd(Refusal):
    text = Text("不能添加", "Cannot be added")


class CannotChange(Refusal):
    text = Text("不能改", "It cannot be changed")


class CannotDelegate(Refusal):
    text = Text("不能委托", "It cannot be delegated")
